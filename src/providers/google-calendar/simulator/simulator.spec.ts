import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { googleCalendarManifest } from '../google-calendar.manifest.js';
import { GoogleCalendarSimulator } from './simulator.js';

const team = 'team@group.calendar.google.com';
let simulator: GoogleCalendarSimulator;
let token: string;
beforeEach(async () => {
  simulator = await GoogleCalendarSimulator.start();
  token = simulator.accounts.issueToken(['https://www.googleapis.com/auth/calendar']);
});
afterEach(() => simulator.stop());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] };
}

const call = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${simulator.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as Answer['body']) : {} };
};

const events = `/calendars/${team}/events`;
const daily = {
  id: 'series',
  start: { dateTime: '2027-03-27T09:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2027-03-27T10:00:00', timeZone: 'Europe/Berlin' },
  recurrence: ['RRULE:FREQ=DAILY;COUNT=3'],
};
const rename = (id: string, summary: string): Promise<Answer> =>
  call('PATCH', `${events}/${id}`, { summary });

describe('the Google Calendar simulator', () => {
  it('connects by the manifest’s own parameters, and gives a refresh token only when asked for one', async () => {
    const { auth, scopes } = googleCalendarManifest;
    if (auth.kind !== 'oauth2') throw new Error('no OAuth');
    simulator.accounts.behaviour.approval = 'auto';
    const connect = async (more: Readonly<Record<string, string>>): Promise<Record<string, unknown>> => {
      const client = { client_id: 'c', redirect_uri: 'http://127.0.0.1/callback' };
      const scope = scopes.map(use => use.scope).join(auth.scopeSeparator);
      const query = new URLSearchParams({ ...client, response_type: 'code', scope, ...more }).toString();
      const url = `${simulator.server.url}${new URL(auth.authorizeUrl).pathname}?${query}`;
      const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
      const code = new URL(location).searchParams.get('code') ?? '';
      const body = new URLSearchParams({
        ...client,
        client_secret: 's',
        grant_type: 'authorization_code',
        code,
      });
      const response = await fetch(`${simulator.server.url}${new URL(auth.tokenUrl).pathname}`, {
        method: 'POST',
        body,
      });
      return (await response.json()) as Record<string, unknown>;
    };
    expect(await connect(auth.authorizeParams ?? {})).toHaveProperty('refresh_token');
    expect(await connect({})).not.toHaveProperty('refresh_token');
  });

  it('lists a changed occurrence as a row of its own, and its series’ occurrences in order', async () => {
    await call('POST', events, daily);
    expect((await rename('series_20270328T070000Z', 'Moved')).status).toBe(200);
    const { items = [] } = (await call('GET', events)).body;
    expect(items.map(item => [item['id'], item['recurringEventId']])).toEqual([
      ['series', undefined],
      ['series_20270328T070000Z', 'series'],
    ]);
    const instances = (await call('GET', `${events}/series/instances`)).body.items ?? [];
    expect(instances.map(item => item['start'])).toMatchObject([
      { dateTime: '2027-03-27T09:00:00+01:00' },
      { dateTime: '2027-03-28T09:00:00+02:00' },
      { dateTime: '2027-03-29T09:00:00+02:00' },
    ]);
    expect((await rename('series_20270401T070000Z', 'No such day')).status).toBe(404);
  });

  it('keeps the rules of ETags', async () => {
    const { etag } = (await call('POST', events, daily)).body as { etag?: string };
    const of = `${events}/series`;
    expect((await call('GET', of, undefined, { 'if-none-match': etag ?? '' })).status).toBe(304);
    expect((await rename('series', 'New')).status).toBe(200);
    expect((await call('PATCH', of, {}, { 'if-match': etag ?? '' })).status).toBe(412);
    expect((await call('DELETE', of, undefined, { 'if-match': etag ?? '' })).status).toBe(412);
    expect((await call('DELETE', of)).status).toBe(204);
    expect((await call('DELETE', of)).status).toBe(410);
    expect((await call('POST', events, daily)).status).toBe(409);
  });

  it('refuses what may not stand beside a sync token, and a token it forgot', async () => {
    const { nextSyncToken } = (await call('GET', events)).body as { nextSyncToken?: string };
    const since = `${events}?syncToken=${nextSyncToken ?? ''}`;
    expect((await call('GET', since)).status).toBe(200);
    expect((await call('GET', `${since}&iCalUID=x`)).status).toBe(400);
    expect((await call('GET', `${since}&showDeleted=false`)).status).toBe(400);
    simulator.expireCursors();
    expect((await call('GET', since)).status).toBe(410);
  });

  it('imports one event per UID', async () => {
    const { id: _, ...event } = { ...daily, iCalUID: 'uid@elsewhere' };
    const first = await call('POST', `${events}/import`, event);
    expect((await call('POST', `${events}/import`, event)).body['id']).toBe(first.body['id']);
    expect((await call('GET', `${events}?iCalUID=uid@elsewhere`)).body.items).toHaveLength(1);
  });

  it('lets nobody write into a calendar that is only to be read', async () => {
    const { status, body } = await call(
      'POST',
      '/calendars/holidays@group.v.calendar.google.com/events',
      daily,
    );
    expect([status, body]).toMatchObject([403, { error: { errors: [{ reason: 'requiredAccessLevel' }] } }]);
  });

  it('refuses an event that ends before it starts or lacks a zone', async () => {
    const { start, end } = daily;
    expect((await call('POST', events, { start: end, end: start })).status).toBe(400);
    expect((await call('POST', events, { start: { dateTime: start.dateTime }, end })).status).toBe(400);
  });
});
