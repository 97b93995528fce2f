import { type IntegrationProvider, Provider } from '#provider-sdk';
import type { ModelName } from '#unified-models';
import { containers, identify } from './account.js';
import { bamboohrManifest } from './bamboohr.manifest.js';
import { withoutFields } from './employees/payload.js';
import { pullEmployees } from './employees/pull.js';
import { pushEmployee } from './employees/push.js';
import { closeHook, listHooks, openHook } from './webhooks/hooks.js';
import { parseDelivery } from './webhooks/parse-delivery.js';

@Provider()
export class BamboohrProvider implements IntegrationProvider {
  readonly manifest = bamboohrManifest;
  readonly identify = identify;
  readonly containers = containers;
  readonly pull = pullEmployees;
  readonly push = pushEmployee;

  withhold(_model: ModelName, data: string, fields: readonly string[]): string {
    return withoutFields(data, fields);
  }

  readonly subscribe = openHook;
  readonly unsubscribe = closeHook;
  readonly subscriptions = listHooks;
  readonly parseWebhook = parseDelivery;
}
