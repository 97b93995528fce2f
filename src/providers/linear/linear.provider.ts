import { type IntegrationProvider, Provider } from '#provider-sdk';
import { containers, identify } from './account.js';
import { linearActions } from './actions/actions.js';
import { pullIssues } from './issues/pull.js';
import { pushIssue } from './issues/push.js';
import { linearManifest } from './linear.manifest.js';
import { closeHook, listHooks, openHook } from './webhooks/hooks.js';
import { parseDelivery } from './webhooks/parse-delivery.js';

@Provider()
export class LinearProvider implements IntegrationProvider {
  readonly manifest = linearManifest;
  readonly actions = linearActions;
  readonly identify = identify;
  readonly containers = containers;
  readonly pull = pullIssues;
  readonly push = pushIssue;
  readonly subscribe = openHook;
  readonly unsubscribe = closeHook;
  readonly subscriptions = listHooks;
  readonly parseWebhook = parseDelivery;
}
