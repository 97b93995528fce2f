import { type IntegrationProvider, Provider } from '#provider-sdk';
import { containers, identify } from './account.js';
import { todoistActions } from './actions/actions.js';
import { pullTasks } from './tasks/pull.js';
import { pushTask } from './tasks/push.js';
import { todoistManifest } from './todoist.manifest.js';
import { parseDelivery } from './webhooks/parse-delivery.js';

@Provider()
export class TodoistProvider implements IntegrationProvider {
  readonly manifest = todoistManifest;
  readonly actions = todoistActions;
  readonly identify = identify;
  readonly containers = containers;
  readonly pull = pullTasks;
  readonly push = pushTask;
  readonly parseWebhook = parseDelivery;
}
