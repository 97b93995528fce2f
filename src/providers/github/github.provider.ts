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
import { containers, identify } from './account.js';
import { githubActions } from './actions/actions.js';
import { githubManifest } from './github.manifest.js';
import { pullIssues } from './issues/pull.js';
import { pullProject } from './projects/pull-project.js';
import { projectPath, refuseProject } from './projects/projects-api.js';
import { pushIssue } from './issues/push.js';
import { closeHook, listHooks, openHook } from './webhooks/hooks.js';
import { parseDelivery } from './webhooks/parse-delivery.js';

@Provider()
export class GithubProvider implements IntegrationProvider {
  readonly manifest = githubManifest;
  readonly actions = githubActions;

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containers(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    const project = projectPath(request.containerId);
    return project ? pullProject(session, project, request) : pullIssues(session, request);
  }

  async push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    refuseProject(change.containerId, 'cannot be changed from here');
    return pushIssue(session, change);
  }

  /** A project has no webhooks of its own. */
  subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription | null> {
    return projectPath(request.containerId) ? Promise.resolve(null) : openHook(session, request);
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
