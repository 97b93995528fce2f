import { type IntegrationProvider, Provider } from '#provider-sdk';
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
  readonly identify = identify;
  readonly containers = calendars;
  readonly pull = pullEvents;
  readonly push = pushEvent;
  readonly subscribe = openSubscription;
  readonly renew = renewSubscription;
  readonly unsubscribe = closeSubscription;
  readonly subscriptions = listSubscriptions;
  readonly parseWebhook = parseNotification;
}
