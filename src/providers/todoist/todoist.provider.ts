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
  type VerifiedReceipt,
} from '#provider-sdk';
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

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containers(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullTasks(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushTask(session, change);
  }

  parseWebhook(receipt: VerifiedReceipt): readonly RemoteEvent[] {
    return parseDelivery(receipt);
  }
}
