import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmulator, type Emulator } from 'emulate';
import {
  Browser,
  connectByPages,
  createOrganization,
  freePort,
  type CalendarSync,
  startTestHub,
  syncCalendarByConsent,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

/** The same way against a server that somebody else wrote; it knows no sync token, so each run lists. */
const person = 'ada@example.com';
const client = { id: 'emulated.apps.googleusercontent.com', secret: 'emulated-secret' };
let emulator: Emulator;
let hub: TestHub;
let acme: TestOrganization;
let sync: CalendarSync;
let token: string;

beforeAll(async () => {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/oauth/google-calendar/callback`;
  emulator = await createEmulator({
    service: 'google',
    port: await freePort(),
    seed: {
      google: {
        users: [{ email: person, name: 'Ada Example' }],
        oauth_clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
        calendars: [{ id: 'empty', user_email: person, summary: 'Empty', time_zone: 'UTC' }],
      },
    },
  });
  const { url } = emulator;
  const urls = {
    authorize: `${url}/o/oauth2/v2/auth`,
    token: `${url}/oauth2/token`,
    revoke: `${url}/oauth2/revoke`,
    api: `${url}/calendar/v3`,
  };
  hub = await startTestHub({
    PORT: String(port),
    CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8,::1/128',
    CAUSEWAY_PROVIDER_URLS: JSON.stringify({ 'google-calendar': urls }),
  });
  acme = await createOrganization(hub.url, hub.operatorKey);
});
afterAll(async () => {
  await hub.stop();
  await emulator.close();
});

const events = async (): Promise<{ id: string; summary: string }[]> => {
  const response = await fetch(`${emulator.url}/calendar/v3/calendars/empty/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { items: { id: string; summary: string }[] }).items;
};

describe('Google Calendar as another make of server has it', () => {
  it('connects, and lists the calendars', async () => {
    const { id } = await acme.owner.post<{ id: string }>(acme.at('/integrations'), {
      provider: 'google-calendar',
      client,
    });
    const session = await connectByPages(acme, id, (browser, screen) =>
      browser.submit(screen, { email: person }),
    );
    const path = acme.at(`/connections/${session.connectionId ?? ''}/containers`);
    const { data } = await acme.owner.get<{ data: object[] }>(path);
    expect(data).toContainEqual(expect.objectContaining({ id: 'empty', name: 'Empty', writable: true }));
    sync = await syncCalendarByConsent(acme, session, 'empty');
    token = await ownToken(id);
  });

  it('reads, makes and deletes events', async () => {
    const body = {
      summary: 'Theirs',
      start: { dateTime: '2027-05-03T09:00:00Z' },
      end: { dateTime: '2027-05-03T10:00:00Z' },
    };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await fetch(`${emulator.url}/calendar/v3/calendars/empty/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(await sync.run()).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 1 } });
    const time = (hour: string) => ({ kind: 'time', local: `2027-05-04T${hour}:00:00`, zone: 'UTC' });
    const fields = { title: 'Ours', start: time('09'), end: time('10') };
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), { syncId: sync.syncId, fields });
    await sync.settled(made.id);
    expect((await events()).map(event => event.summary).sort()).toEqual(['Ours', 'Theirs']);
    expect(await sync.run()).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 0, pulledDeleted: 0 },
    });
    expect((await sync.records()).filter(record => !record.deleted)).toHaveLength(2);
    await acme.owner.ok('DELETE', acme.at(`/records/${made.id}`));
    await until(events, left => left.length === 1);
    await acme.owner.ok('DELETE', acme.at(`/records/${(await sync.record('Theirs')).id}`));
    await until(events, left => left.length === 0);
  });
});

/** Somebody else's token, by the same screen, for a look behind the hub's back. */
const ownToken = async (integrationId: string): Promise<string> => {
  const integration = await acme.owner.get<{ redirectUri: string }>(
    acme.at(`/integrations/${integrationId}`),
  );
  const asked = {
    client_id: client.id,
    redirect_uri: integration.redirectUri,
    response_type: 'code',
    scope: 'https://www.googleapis.com/auth/calendar',
    state: 'x',
  };
  const browser = new Browser({ stopAt: url => url.pathname.startsWith('/oauth/') });
  const screen = await browser.open(
    `${emulator.url}/o/oauth2/v2/auth?${new URLSearchParams(asked).toString()}`,
  );
  const back = await browser.submit(screen, { email: person });
  const form = {
    grant_type: 'authorization_code',
    code: back.url.searchParams.get('code') ?? '',
    redirect_uri: integration.redirectUri,
    client_id: client.id,
    client_secret: client.secret,
  };
  const answer = await fetch(`${emulator.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
};
