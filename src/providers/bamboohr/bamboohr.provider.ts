import {
  type IntegrationProvider,
  Provider,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type PushResult,
  type RecordChange,
  type RemoteAccount,
  type RemoteContainer,
  type RemoteEvent,
  type RemoteSubscription,
  type SubscribeRequest,
  type VerifiedReceipt,
} from '#provider-sdk';
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

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containers(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullEmployees(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushEmployee(session, change);
  }

  withhold(_model: ModelName, data: string, fields: readonly string[]): string {
    return withoutFields(data, fields);
  }

  subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    return openHook(session, request);
  }

  unsubscribe(session: ProviderSession, subscription: RemoteSubscription): Promise<void> {
    return closeHook(session, subscription);
  }

  subscriptions(session: ProviderSession): AsyncIterable<RemoteSubscription> {
    return listHooks(session);
  }

  parseWebhook(receipt: VerifiedReceipt): readonly RemoteEvent[] {
    return parseDelivery(receipt);
  }
}
