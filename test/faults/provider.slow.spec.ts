import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  allRecords,
  type DavServer,
  event,
  eventsInRecords,
  eventsOnDisk,
  type FaultyCalendar,
  type FaultyRun,
  radicaleMissing,
  startFaultyCalendar,
  startRadicale,
  startTestHub,
  type StoredRecord,
  type TestHub,
  type Trouble,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: a failing calendar server. ${reason}`);

const answer = (
  status: number,
  extra: { headers?: Record<string, string>; body?: string } = {},
): Trouble => ({
  does: 'answer',
  status,
  ...extra,
});
const loginPage = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>';

/** What ends a run until a person starts another one, and what the person is told. */
const ending: readonly [what: string, trouble: Trouble, code: string, detail: RegExp][] = [
  ['403', answer(403), 'provider_insufficient_scope', /403/],
  ['410', answer(410), 'provider_not_found', /410/],
];

/** What passes: the run waits and goes on by itself. */
const passing: readonly [what: string, trouble: Trouble, detail: RegExp][] = [
  ['500', answer(500), /500/],
  ['502', answer(502), /502/],
  ['503', answer(503), /503/],
  ['half an XML document', { does: 'truncate' }, /ends too early/],
  [
    'a login page with 200',
    answer(200, { headers: { 'content-type': 'text/html' }, body: loginPage }),
    /document type/,
  ],
  [
    'a connection that breaks',
    { does: 'drop', step: 'after' },
    /^The host 127.0.0.1 (broke the connection off|sent no readable answer)/,
  ],
];

(reason ? describe.skip : describe)('a calendar server that fails', () => {
  let hub: TestHub;
  let server: DavServer;
  let world: FaultyCalendar;
  let changes = 0;

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
  }, 60_000);
  afterAll(async () => {
    await hub.stop();
    await server.stop();
  });
  // A connection of its own for each: a circuit breaker remembers.
  beforeEach(async () => {
    world = await startFaultyCalendar(hub, server, 20);
    expect(await world.ended(await world.begin())).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 20 },
    });
  });
  afterEach(() => world.proxy.stop());

  /** Something to find, so that bodies have to be fetched as well. */
  const changeThere = (on: FaultyCalendar) => {
    changes += 1;
    return on.calendar.program.put('event-1.ics', event('event-1', `Changed ${changes}`));
  };

  const connectionOf = ({ calendar: { organization, connectionId } }: FaultyCalendar) =>
    organization.owner.get<{ status: string; lastError: { code: string } | null }>(
      organization.at(`/connections/${connectionId}`),
    );

  /** Waiting for a provider that named a time: time itself is moved, in the database that keeps it. */
  const resumeNow = async (run: FaultyRun) => {
    const client = new pg.Client(hub.database.superuser);
    await client.connect();
    await client.query('update sync_run set resume_at = now() where id = $1', [run.id]);
    await client.end();
  };

  const untouched = async (on: FaultyCalendar, before: readonly StoredRecord[]) => {
    expect(await allRecords(on.calendar)).toEqual(before);
  };

  const bothSidesEqual = async (on: FaultyCalendar) => {
    const records = eventsInRecords(await allRecords(on.calendar));
    expect(records).toEqual(eventsOnDisk(server, on.calendar.program.calendar));
  };

  const waiting = (path: string, on = world) =>
    until(
      () => on.look(path),
      run => run.status === 'queued' && run.resumeAt !== null,
      60_000,
    );

  it.each(ending)(
    'ends the run on %s, keeps what is stored, and works again afterwards',
    async (_, trouble, code, detail) => {
      const before = await allRecords(world.calendar);
      await changeThere(world);
      const fault = world.proxy.set({ on: 'any', trouble });
      const run = await world.ended(await world.begin());
      expect(run).toMatchObject({ status: 'failed', error: { code, detail: expect.stringMatching(detail) } });
      await untouched(world, before);
      expect(await connectionOf(world)).toMatchObject({ status: 'active', lastError: { code } });

      fault.clear();
      expect(await world.ended(await world.begin())).toMatchObject({
        status: 'succeeded',
        counts: { pulledUpdated: 1 },
      });
      await bothSidesEqual(world);
      expect(await connectionOf(world)).toMatchObject({ status: 'active', lastError: null });
    },
  );

  it.each(passing)('waits on %s, keeps what is stored, and goes on by itself', async (_, trouble, detail) => {
    const before = await allRecords(world.calendar);
    await changeThere(world);
    const fault = world.proxy.set({ on: 'any', trouble });
    const path = await world.begin();
    const run = await waiting(path);
    expect(run.error).toMatchObject({ code: 'provider_temporary', detail: expect.stringMatching(detail) });
    expect(Date.parse(run.resumeAt!)).toBeGreaterThan(Date.now() - 10_000);
    await untouched(world, before);
    expect(await connectionOf(world)).toMatchObject({
      status: 'active',
      lastError: { code: 'provider_temporary' },
    });
    const { organization, connectionId } = world.calendar;
    const containers = organization.at(`/connections/${connectionId}/containers`);
    expect(await organization.owner.send('GET', containers)).toMatchObject({
      status: 503,
      body: { code: 'provider_temporary' },
    });

    fault.clear();
    await resumeNow(run);
    expect(await world.ended(path)).toMatchObject({
      status: 'succeeded',
      error: null,
      counts: { pulledUpdated: 1 },
    });
    await bothSidesEqual(world);
  });

  it('waits as long as 429 with Retry-After says', async () => {
    const fault = world.proxy.set({
      on: 'any',
      trouble: answer(429, { headers: { 'retry-after': '10' } }),
    });
    await changeThere(world);
    const path = await world.begin();
    const run = await waiting(path);
    expect(run.error).toMatchObject({ code: 'provider_rate_limited' });
    const wait = Date.parse(run.resumeAt!) - Date.now();
    expect(wait).toBeGreaterThan(5_000);
    expect(wait).toBeLessThan(11_000);
    const asked = world.proxy.total;

    // Nothing that anybody asks for meanwhile goes out before the time.
    const again = await world.begin();
    expect(again).toBe(path);
    await new Promise(resolve => setTimeout(resolve, 1_500));
    expect(world.proxy.total).toBe(asked);

    fault.clear();
    expect(await world.ended(path)).toMatchObject({ status: 'succeeded', counts: { pulledUpdated: 1 } });
    await bothSidesEqual(world);
  });

  it('stays within a run when 429 names a moment only', async () => {
    world.proxy.set({ on: 'any', times: 1, trouble: answer(429, { headers: { 'retry-after': '1' } }) });
    await changeThere(world);
    expect(await world.ended(await world.begin())).toMatchObject({
      status: 'succeeded',
      counts: { pulledUpdated: 1 },
    });
  });
});
