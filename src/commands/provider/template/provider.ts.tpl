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
//#if hmac
  type RemoteEvent,
  type RemoteSubscription,
  type SubscribeRequest,
  type VerifiedReceipt,
//#end
} from '#provider-sdk';
import { containers, identify } from './account.js';
import { pullItems } from './items/pull.js';
import { pushItem } from './items/push.js';
import { __camel__Manifest } from './__key__.manifest.js';
//#if hmac
import { closeHook, listHooks, openHook, parseDelivery } from './webhooks.js';
//#end

/** Methods are capabilities: leave out what the vendor cannot do. */
@Provider()
export class __Pascal__Provider implements IntegrationProvider {
  readonly manifest = __camel__Manifest;

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return containers(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullItems(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushItem(session, change);
  }
//#if hmac

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
//#end
}
