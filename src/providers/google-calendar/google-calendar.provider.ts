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
import { ProviderError } from '#kernel';
import { explain } from './explain.js';
import { googleCalendarManifest } from './google-calendar.manifest.js';
import type { GoogleCalendarEntry, GoogleCalendarList, GoogleUserInfo } from './google-calendar.types.js';
import { pullEvents } from './events/pull.js';
import { pushEvent } from './events/push.js';
import { parseNotification } from './notification.js';
import { closeChannel, openChannel } from './subscription.js';

const weekSeconds = 604_800;

@Provider()
export class GoogleCalendarProvider implements IntegrationProvider {
  readonly manifest = googleCalendarManifest;

  /** The user information service stands beside the calendar's on the same host; its id outlives a new address. */
  async identify(session: ProviderSession): Promise<RemoteAccount> {
    const url = `${session.apiUrl.replace(/\/calendar\/v3$/, '')}/oauth2/v2/userinfo`;
    const response = await session.http.request({ method: 'GET', url, explain: explain(session.now) });
    const { id, sub, name, email } = response.json<GoogleUserInfo>();
    const accountId = id ?? sub;
    if (!accountId) throw new ProviderError('permanent', 'Google did not say which account this is.');
    return { id: accountId, name: name ?? email ?? accountId, email: email ?? null };
  }

  /** Calendars whose events can be read; those that show only busy times are left out. */
  async *containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    let pageToken: string | undefined;
    do {
      session.signal.throwIfAborted();
      const response = await session.http.request({
        method: 'GET',
        url: `${session.apiUrl}/users/me/calendarList`,
        query: { maxResults: 250, minAccessRole: 'reader', pageToken },
        explain: explain(session.now),
      });
      const page = response.json<GoogleCalendarList>();
      for (const entry of page.items ?? []) if (!entry.deleted) yield containerOf(entry);
      pageToken = page.nextPageToken;
    } while (pageToken);
  }

  pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    return pullEvents(session, request);
  }

  push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    return pushEvent(session, change);
  }

  subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    return openChannel(session, request, this.manifest.subscriptionSeconds ?? weekSeconds);
  }

  unsubscribe(session: ProviderSession, subscription: RemoteSubscription): Promise<void> {
    return closeChannel(session, subscription);
  }

  parseWebhook(receipt: VerifiedReceipt): readonly RemoteEvent[] {
    return parseNotification(receipt);
  }
}

const containerOf = (entry: GoogleCalendarEntry): RemoteContainer => ({
  id: entry.id,
  name: entry.summaryOverride ?? entry.summary ?? entry.id,
  writable: entry.accessRole === 'owner' || entry.accessRole === 'writer',
  ...(entry.primary ? { primary: true } : {}),
  ...(entry.backgroundColor ? { color: entry.backgroundColor } : {}),
  ...(entry.timeZone ? { timeZone: entry.timeZone } : {}),
});
