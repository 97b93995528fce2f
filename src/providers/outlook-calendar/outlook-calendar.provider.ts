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
import { calendars, identify } from './account.js';
import { outlookCalendarActions } from './actions/index.js';
import { pullEvents } from './events/pull.js';
import { pushEvent } from './events/push.js';
import { outlookCalendarManifest } from './outlook-calendar.manifest.js';
import { parseNotification } from './webhooks/notification.js';
import {
  closeSubscription,
  listSubscriptions,
  openSubscription,
  renewSubscription,
} from './webhooks/subscription.js';

@Provider()
export class OutlookCalendarProvider implements IntegrationProvider {
  readonly manifest = outlookCalendarManifest;
  readonly actions = outlookCalendarActions;

  identify(session: ProviderSession): Promise<RemoteAccount> {
    return identify(session);
  }

  containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    return calendars(session);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullEvents(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushEvent(session, change);
  }

  subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    return openSubscription(session, request);
  }

  renew(session: ProviderSession, subscription: RemoteSubscription): Promise<RemoteSubscription> {
    return renewSubscription(session, subscription);
  }

  unsubscribe(session: ProviderSession, subscription: RemoteSubscription): Promise<void> {
    return closeSubscription(session, subscription);
  }

  subscriptions(session: ProviderSession): AsyncIterable<RemoteSubscription> {
    return listSubscriptions(session);
  }

  parseWebhook(receipt: VerifiedReceipt): readonly RemoteEvent[] {
    return parseNotification(receipt);
  }
}
