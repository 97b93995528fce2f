import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProviderSession, PullPage } from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import { calendarEvent } from '#unified-models';
import { googleCalendarManifest } from '../google-calendar.manifest.js';
import { GoogleCalendarProvider } from '../google-calendar.provider.js';
import { GoogleCalendarSimulator, type StoredEvent } from '../simulator/index.js';

const provider = new GoogleCalendarProvider();
const containerId = 'team@group.calendar.google.com';
let simulator: GoogleCalendarSimulator;
let session: ProviderSession;

const sessionWith = (scopes: readonly string[]): ProviderSession => {
  const token = simulator.accounts.issueToken(scopes);
  return testSession({ apiUrl: simulator.apiUrl, headers: () => ({ authorization: `Bearer ${token}` }) });
};

beforeEach(async () => {
  simulator = await GoogleCalendarSimulator.start();
  session = sessionWith(googleCalendarManifest.scopes.map(({ scope }) => scope));
});
afterEach(() => simulator.stop());

const event = (id: string, more: Partial<StoredEvent> = {}): StoredEvent =>
  simulator.calendar(containerId).put({
    id,
    status: 'confirmed',
    summary: id,
    iCalUID: `${id.split('_')[0] ?? id}@google.com`,
    start: { dateTime: '2027-05-03T09:00:00Z', timeZone: 'UTC' },
    end: { dateTime: '2027-05-03T10:00:00Z', timeZone: 'UTC' },
    ...more,
  });

const occurrence = (series: string, day: number, more: Partial<StoredEvent> = {}): StoredEvent => {
  const dateTime = `2027-05-0${day}T09:00:00Z`;
  return event(`${series}_2027050${day}T090000Z`, {
    recurringEventId: series,
    originalStartTime: { dateTime, timeZone: 'UTC' },
    start: { dateTime, timeZone: 'UTC' },
    ...more,
  });
};

const daily = { recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] };

const pull = async (cursor: string | null): Promise<PullPage[]> => {
  const pages: PullPage[] = [];
  const known = (): Promise<Map<string, string>> => Promise.resolve(new Map<string, string>());
  for await (const page of provider.pull(session, { model: 'calendar_event', containerId, cursor, known })) {
    pages.push(page);
  }
  return pages;
};
const cursorOf = (pages: readonly PullPage[]): string => pages.at(-1)?.cursor ?? '';
const changesOf = (pages: readonly PullPage[]): PullPage['changes'] => pages.flatMap(page => page.changes);

describe('a pull', () => {
  it('takes one request for a calendar of one page, whatever its series', async () => {
    event('series', daily);
    occurrence('series', 4, { summary: 'Moved' });
    occurrence('series', 5, { status: 'cancelled' });
    const pages = await pull(null);
    expect(simulator.server.requests).toBe(1);
    expect(changesOf(pages)).toMatchObject([
      {
        remoteId: 'series',
        fields: {
          exceptions: [{ title: 'Moved' }],
          recurrence: { excluded: [{ local: '2027-05-05T09:00:00' }] },
        },
      },
    ]);
  });

  it('brings a series whole when its rows are pages apart, and once', async () => {
    event('series', daily);
    for (let index = 0; index < 300; index += 1) event(`filler${index}`);
    occurrence('series', 4, { summary: 'Moved' });
    const pages = await pull(null);
    expect(pages.map(({ last, listing }) => [last, listing])).toEqual([
      [false, true],
      [true, true],
    ]);
    const found = changesOf(pages).filter(change => change.remoteId === 'series');
    expect(found).toMatchObject([{ fields: { exceptions: [{ title: 'Moved' }] } }]);
    expect(changesOf(pages)).toHaveLength(301);
  });

  it('goes on after the page whose cursor it is given', async () => {
    for (let index = 0; index < 300; index += 1) event(`filler${index}`);
    const [first, second] = await pull(null);
    const resumed = await pull(first?.cursor ?? null);
    expect(resumed).toEqual([second]);
    expect(changesOf(await pull(cursorOf(resumed)))).toEqual([]);
  });

  it('brings the whole series when one occurrence changes or is cancelled', async () => {
    event('series', daily);
    const cursor = cursorOf(await pull(null));
    occurrence('series', 4, { status: 'cancelled' });
    const [page, ...further] = await pull(cursor);
    expect(further).toEqual([]);
    expect(page).toMatchObject({
      listing: false,
      changes: [
        { remoteId: 'series', fields: { recurrence: { excluded: [{ local: '2027-05-04T09:00:00' }] } } },
      ],
    });
  });

  it('has the same version of a series in a listing and in an increment', async () => {
    event('series', daily);
    const cursor = cursorOf(await pull(null));
    occurrence('series', 4, { summary: 'Moved' });
    occurrence('series', 5, { status: 'cancelled' });
    const [increment] = changesOf(await pull(cursor));
    expect(changesOf(await pull(null))).toEqual([increment]);
  });

  it('brings one delete for a deleted series with changed occurrences', async () => {
    const series = event('series', daily);
    occurrence('series', 4, { summary: 'Moved' });
    const cursor = cursorOf(await pull(null));
    simulator.cancel(containerId, series);
    expect(changesOf(await pull(cursor))).toEqual([{ kind: 'delete', remoteId: 'series' }]);
  });

  it('takes an occurrence whose series it cannot see as an event of its own', async () => {
    occurrence('elsewhere', 4, { summary: 'Only this one' });
    const pages = await pull(null);
    const id = 'elsewhere_20270504T090000Z';
    expect(changesOf(pages)).toMatchObject([
      { remoteId: id, fields: { title: 'Only this one', recurrence: null } },
    ]);
    occurrence('elsewhere', 4, { summary: 'Renamed' });
    expect(changesOf(await pull(cursorOf(pages)))).toContainEqual(
      expect.objectContaining({ kind: 'upsert', remoteId: id }),
    );
  });

  it('says cursor_expired when a page token is refused in the middle of a listing', async () => {
    for (let index = 0; index < 300; index += 1) event(`filler${index}`);
    const [first] = await pull(null);
    simulator.expireCursors();
    await expect(pull(first?.cursor ?? null)).rejects.toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('names every event of a calendar that was emptied as deleted', async () => {
    for (let index = 0; index < 30; index += 1) event(`filler${index}`);
    const cursor = cursorOf(await pull(null));
    simulator.calendar(containerId).clear();
    const changes = changesOf(await pull(cursor));
    expect(changes).toHaveLength(30);
    expect(changes.every(change => change.kind === 'delete')).toBe(true);
  });
});

describe('a refusal', () => {
  const google = (status: number, reason: string) => ({
    status,
    body: JSON.stringify({ error: { code: status, message: reason, errors: [{ reason }] } }),
  });

  for (const [status, reason, code] of [
    [403, 'rateLimitExceeded', 'rate_limited'],
    [403, 'userRateLimitExceeded', 'rate_limited'],
    [403, 'quotaExceeded', 'rate_limited'],
    [403, 'insufficientPermissions', 'insufficient_scope'],
    [403, 'accessNotConfigured', 'permanent'],
    [400, 'invalid', 'permanent'],
  ] as const) {
    it(`of ${status} ${reason} is ${code}`, async () => {
      simulator.server.failNext(google(status, reason));
      await expect(pull(null)).rejects.toMatchObject({ providerCode: code });
    });
  }

  it('names the missing scope’s kind when the person gave fewer', async () => {
    session = sessionWith(['openid']);
    await expect(pull(null)).rejects.toMatchObject({ providerCode: 'insufficient_scope', remoteStatus: 403 });
    expect(await provider.identify(session)).toMatchObject({ id: '108000000000000000001', email: null });
  });
});

describe('a create', () => {
  it('takes the record’s next id when Google keeps the deleted event for good', async () => {
    const start = { kind: 'date', date: '2027-05-03' };
    const fields = {
      ...calendarEvent.defaults,
      title: 'Again',
      start,
      end: { kind: 'date', date: '2027-05-04' },
    };
    const recordId = '019aa000-0000-7000-8000-00000000abcd';
    const common = { model: 'calendar_event', containerId, recordId } as const;
    const change = { ...common, kind: 'upsert', fields, changed: Object.keys(fields), remote: null } as const;
    const { remoteId } = (await provider.push(session, change)).current;
    const [created] = simulator.calendar(containerId).all();
    if (created) simulator.cancel(containerId, created);
    simulator.events.isRevivalRefused = true;
    const again = await provider.push(session, change);
    expect(again).toMatchObject({
      outcome: 'applied',
      current: { kind: 'upsert', remoteId: `${remoteId}1` },
    });
    expect(await provider.push(session, change)).toEqual(again);
  });
});

describe('a subscription', () => {
  it('is told of a change with the secret it was opened with, until it is closed', async () => {
    const heard: (string | string[] | undefined)[][] = [];
    const receiver = createServer((request, response) => {
      heard.push([request.headers['x-goog-resource-state'], request.headers['x-goog-channel-token']]);
      response.end();
    });
    await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
    const callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
    const request = { containerId, callbackUrl, secret: 'shared', subscriptionId: 'channel-1' };
    const opened = await provider.subscribe(session, request);
    expect(opened).toMatchObject({
      id: 'channel-1',
      resourceId: expect.any(String),
      expiresAt: expect.any(Date),
    });
    event('one');
    await simulator.channels.settled();
    expect(heard).toEqual([
      ['sync', 'shared'],
      ['exists', 'shared'],
    ]);
    expect(await provider.subscribe(session, request)).toMatchObject({ id: 'channel-1', resourceId: null });
    await provider.unsubscribe(session, opened);
    await provider.unsubscribe(session, opened);
    event('two');
    await simulator.channels.settled();
    expect(heard).toHaveLength(2);
    await new Promise(resolve => receiver.close(resolve));
  });
});
