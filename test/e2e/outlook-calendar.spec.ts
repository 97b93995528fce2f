import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  connectByPages,
  type ConnectionAnswer,
  createOrganization,
  freePort,
  type CalendarSync,
  startTestHub,
  type StoredRecord,
  syncCalendarByConsent,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { outlookCalendarManifest } from '../../src/providers/outlook-calendar/index.js';
import { OutlookCalendarSimulator } from '../../src/providers/outlook-calendar/simulator/index.js';

const client = { id: '6731de76-14a6-49ae-97bc-6eba6914391e', secret: 'acme-entra-secret' };
const team = 'AAMkTeam=';

let outlook: OutlookCalendarSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let sync: CalendarSync;
let consentId: string;
let token: string;

/** Somebody else at Outlook: plain HTTP with a token of their own, behind the hub's back. */
const program = async <T = { id: string; subject?: string }>(
  method: string,
  path: string,
  body?: object,
): Promise<T> => {
  const response = await fetch(`${outlook.apiUrl}/me/calendars/${team}/events${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : {}) as T;
};

const at = (day: string, hour: number, subject: string, more: object = {}): object => {
  const time = (value: number) => ({
    dateTime: `${day}T${String(value).padStart(2, '0')}:00:00`,
    timeZone: 'W. Europe Standard Time',
  });
  return { subject, start: time(hour), end: time(hour + 1), ...more };
};

const record = (id: string): Promise<StoredRecord> => acme.owner.get(acme.at(`/records/${id}`));
const connection = (): Promise<ConnectionAnswer> =>
  acme.owner.get(acme.at(`/connections/${sync.connectionId}`));

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/outlook-calendar/callback`];
  outlook = await OutlookCalendarSimulator.start({ clients: [{ ...client, redirectUris }] });
  const { url } = outlook.server;
  const oauth = `${url}/common/oauth2/v2.0`;
  const urls = { authorize: `${oauth}/authorize`, token: `${oauth}/token`, api: outlook.apiUrl };
  hub = await startTestHub({
    PORT: String(port),
    CAUSEWAY_PROVIDER_URLS: JSON.stringify({ 'outlook-calendar': urls }),
  });
  acme = await createOrganization(hub.url, hub.operatorKey);
  const wish = { provider: 'outlook-calendar', client };
  integrationId = (await acme.owner.post<{ id: string }>(acme.at('/integrations'), wish)).id;
  token = outlook.accounts.issueToken(outlookCalendarManifest.scopes.map(({ scope }) => scope));
});
afterAll(async () => {
  await hub.stop();
  await outlook.stop();
});

describe('Outlook Calendar, from the connect link to a change that was pushed', () => {
  it('connects through Microsoft’s page, whose answer does not name every scope it granted', async () => {
    const session = await connectByPages(acme, integrationId, agreeOnScreen);
    const path = acme.at(`/connections/${session.connectionId ?? ''}/containers`);
    const { data } = await acme.owner.get<{ data: object[] }>(path);
    expect(data).toEqual([
      expect.objectContaining({ name: 'Calendar', primary: true, writable: true, color: '#0078d4' }),
      expect.objectContaining({ id: team, name: 'Team', writable: true }),
      expect.objectContaining({ name: 'Holidays', writable: false }),
    ]);
    // Polling is a day away: whatever arrives sooner was pushed.
    sync = await syncCalendarByConsent(acme, session, team, { autoSync: true, intervalSeconds: 86_400 });
    ({ consentId } = await acme.owner.get<{ consentId: string }>(acme.at(`/syncs/${sync.syncId}`)));
    expect(await connection()).toMatchObject({
      status: 'active',
      account: { email: 'ada@contoso.example' },
      missing: [],
    });
  });

  it('subscribes, answering Graph’s validation of its address', async () => {
    const [subscription] = await until(
      async () => outlook.subscriptions.living(),
      subscriptions => subscriptions.length === 1,
    );
    expect(subscription).toMatchObject({ calendarId: team });
    expect(subscription?.lifecycleNotificationUrl).toBe(subscription?.notificationUrl);
    await until(
      () => acme.owner.get<{ activeRun: object | null }>(acme.at(`/syncs/${sync.syncId}`)),
      ({ activeRun }) => activeRun === null,
    );
  });

  it('sees at once what somebody makes, changes and deletes at Outlook', async () => {
    const made = await program('POST', '', at('2027-04-01', 9, 'Told by Outlook'));
    const [found] = await until(
      () => sync.records(),
      records => records.some(({ fields }) => fields.title === 'Told by Outlook'),
    );
    expect(found?.fields).toMatchObject({
      start: { local: '2027-04-01T09:00:00', zone: 'Europe/Berlin', rawZone: 'W. Europe Standard Time' },
    });
    const id = found?.id ?? '';
    await program('PATCH', `/${made.id}`, { subject: 'Told again' });
    await until(
      () => record(id),
      ({ fields }) => fields.title === 'Told again',
    );
    await program('DELETE', `/${made.id}`);
    await until(
      () => record(id),
      ({ deleted }) => deleted,
    );
    expect(outlook.subscriptions.failures).toEqual([]);
  });

  it('sends what the API makes, changes and deletes', async () => {
    const time = (hour: string) => ({
      kind: 'time',
      local: `2027-03-02T${hour}:00:00`,
      zone: 'Europe/Vienna',
    });
    const fields = { title: 'From here', start: time('09'), end: time('10') };
    const wish = { syncId: sync.syncId, fields };
    const { id } = await acme.owner.post<{ id: string }>(acme.at('/records'), wish);
    await sync.settled(id);
    const events = (): string[] =>
      outlook
        .calendar(team)
        .all()
        .map(({ subject }) => subject ?? '');
    expect(events()).toEqual(['From here']);
    await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { title: 'Renamed' } });
    await until(
      async () => events(),
      subjects => subjects[0] === 'Renamed',
    );
    const settled = await sync.settled(id);
    expect(settled.fields).toMatchObject({ title: 'Renamed', start: time('09') });
    await acme.owner.ok('DELETE', acme.at(`/records/${id}`));
    await until(
      async () => events(),
      subjects => subjects.length === 0,
    );
  });

  it('refreshes with a new refresh token each time', async () => {
    for (let round = 0; round < 2; round += 1) {
      outlook.accounts.grants.expireAccessTokens();
      expect(await sync.run()).toMatchObject({ status: 'succeeded' });
    }
    token = outlook.accounts.issueToken(outlookCalendarManifest.scopes.map(({ scope }) => scope));
    expect(await connection()).toMatchObject({ status: 'active', lastError: null });
  });

  it('lists anew when Outlook forgot the delta link, and deletes nothing', async () => {
    await program('POST', '', at('2027-05-01', 9, 'Kept'));
    await until(
      () => sync.records(),
      records => records.some(({ fields }) => fields.title === 'Kept'),
    );
    outlook.expireCursors();
    expect(await sync.run()).toMatchObject({ status: 'succeeded', counts: { pulledDeleted: 0 } });
    expect(await sync.record('Kept')).toMatchObject({ deleted: false });
  });

  it('renews when Graph asks for it, opens another when Graph removed it, and believes no stranger', async () => {
    const [first] = outlook.subscriptions.living();
    const before = first?.expiresAt ?? 0;
    outlook.subscriptions.lifecycle(first?.id ?? '', 'reauthorizationRequired');
    await until(
      async () => outlook.subscriptions.living(),
      ([same]) => same?.id === first?.id && (same?.expiresAt ?? 0) > before,
    );
    outlook.subscriptions.lifecycle(first?.id ?? '', 'subscriptionRemoved');
    const [second] = await until(
      async () => outlook.subscriptions.living(),
      ([other]) => other !== undefined && other.id !== first?.id,
    );
    if (!second) throw new Error('No subscription');
    expect(outlook.subscriptions.failures).toEqual([]);
    outlook.subscriptions.forge(second);
    await outlook.subscriptions.settled();
    expect(outlook.subscriptions.failures).toEqual([expect.stringContaining('answered 401')]);
  });

  it('performs actions, once for one wish', async () => {
    const time = (hour: string) => ({ kind: 'time', local: `2027-06-01T${hour}:00:00`, zone: 'UTC' });
    const input = { calendarId: team, title: 'Asked for', start: time('09'), end: time('10') };
    const perform = () =>
      acme.owner.send<{ output: { eventId: string } }>(
        'POST',
        acme.at(`/connections/${sync.connectionId}/actions/create_event`),
        { input, consentId },
        { 'idempotency-key': 'asked-for-once' },
      );
    const first = await perform();
    expect(first.status).toBe(200);
    expect((await perform()).body.output).toEqual(first.body.output);
    const subjects = outlook
      .calendar(team)
      .all()
      .map(({ subject }) => subject);
    expect(subjects.filter(subject => subject === 'Asked for')).toHaveLength(1);
  });
});
