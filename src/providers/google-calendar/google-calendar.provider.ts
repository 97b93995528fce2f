import {
  type IntegrationProvider,
  Provider,
  type ProviderSession,
  type RemoteAccount,
  type RemoteContainer,
  type RemoteSubscription,
  type SubscribeRequest,
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

  readonly pull = pullEvents;
  readonly push = pushEvent;

  subscribe(session: ProviderSession, request: SubscribeRequest): Promise<RemoteSubscription> {
    return openChannel(session, request, this.manifest.subscriptionSeconds ?? weekSeconds);
  }

  readonly unsubscribe = closeChannel;
  readonly parseWebhook = parseNotification;
}

const containerOf = (entry: GoogleCalendarEntry): RemoteContainer => ({
  id: entry.id,
  name: entry.summaryOverride ?? entry.summary ?? entry.id,
  writable: entry.accessRole === 'owner' || entry.accessRole === 'writer',
  ...(entry.primary ? { primary: true } : {}),
  ...(entry.backgroundColor ? { color: entry.backgroundColor } : {}),
  ...(entry.timeZone ? { timeZone: entry.timeZone } : {}),
});
