import {
  type ActionDefinition,
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type PushResult,
  type RecordChange,
} from '#provider-sdk';
import { ProviderError } from '#kernel';
import { slackActions } from './actions/index.js';
import { containersOf } from './containers.js';
import { parseDelivery } from './events/parse-delivery.js';
import { identify } from './identify.js';
import { pullMembers } from './members/pull.js';
import { pullMessages } from './messages/pull.js';
import { pushMessage } from './messages/push.js';
import { slackManifest } from './slack.manifest.js';

@Provider()
export class SlackProvider implements IntegrationProvider {
  readonly manifest: ProviderManifest = slackManifest;
  readonly actions: readonly ActionDefinition[] = slackActions;

  readonly identify = identify;
  readonly containers = containersOf;

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return request.model === 'contact' ? pullMembers(session, request) : pullMessages(session, request);
  }

  async push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    if (change.model !== 'message')
      throw new ProviderError('permanent', 'Slack lets nobody write the members of a workspace.');
    return pushMessage(session, change);
  }

  readonly parseWebhook = parseDelivery;
}
