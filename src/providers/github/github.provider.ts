import {
  type IntegrationProvider,
  Provider,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type PushResult,
  type RecordChange,
  type RemoteSubscription,
  type SubscribeRequest,
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
  readonly identify = identify;
  readonly containers = containers;

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

  readonly unsubscribe = closeHook;
  readonly subscriptions = listHooks;
  readonly parseWebhook = parseDelivery;
}
