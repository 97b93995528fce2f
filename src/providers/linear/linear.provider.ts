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

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containers(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullIssues(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushIssue(session, change);
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
