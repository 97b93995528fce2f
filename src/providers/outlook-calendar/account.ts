import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { call, membersOf } from './graph-api.js';
import type { GraphCalendar, GraphUser } from './graph.types.js';
import { zoneFrom } from './mapping/zones.js';

export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const query = { $select: 'id,displayName,mail,userPrincipalName' };
  const user = (await call(session, { method: 'GET', url: '/me', query })).json<GraphUser>();
  if (!user.id) throw new ProviderError('permanent', 'Microsoft did not say which account this is.');
  const email = user.mail ?? user.userPrincipalName ?? null;
  return { id: user.id, name: user.displayName ?? email ?? user.id, email };
};

export async function* calendars(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  const query = { $top: 100 };
  for await (const calendar of membersOf<GraphCalendar>(session, {
    method: 'GET',
    url: '/me/calendars',
    query,
  }))
    yield containerOf(calendar);
}

const containerOf = (calendar: GraphCalendar): RemoteContainer => ({
  id: calendar.id,
  name: calendar.name ?? calendar.id,
  writable: calendar.canEdit ?? false,
  ...(calendar.isDefaultCalendar ? { primary: true } : {}),
  ...(calendar.hexColor ? { color: calendar.hexColor } : {}),
});

/**
 * Zone of the mailbox, which a floating time is written in: Outlook has none of those. Without the scope it is UTC.
 * https://learn.microsoft.com/graph/api/user-get-mailboxsettings
 */
export const mailboxZone = async (session: ProviderSession): Promise<string> => {
  const request = { method: 'GET', url: '/me/mailboxSettings/timeZone', expect: [403] };
  const response = await call(session, request);
  if (response.status === 403) return 'UTC';
  return zoneFrom(response.json<{ value?: string }>().value ?? 'UTC').zone;
};
