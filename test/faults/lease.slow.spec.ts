import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  allRecords,
  type Caller,
  createTestDatabase,
  type DavServer,
  eventsInRecords,
  eventsOnDisk,
  type ProcessHub,
  radicaleMissing,
  startFaultyCalendar,
  startHubProcess,
  startRadicale,
  type StoredRecord,
  type TestDatabase,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: a worker that sleeps through its lease. ${reason}`);

const events = 120;

(reason ? describe.skip : describe)('a worker that is halted for longer than its lease', () => {
  let database: TestDatabase;
  let server: DavServer;
  let api: ProcessHub;
  let truth: pg.Client;
  const key = Buffer.alloc(32, 7).toString('base64');
  const workers: ProcessHub[] = [];

  const startWorker = async (): Promise<ProcessHub> => {
    const worker = await startHubProcess({
      database,
      settings: { CAUSEWAY_ROLE: 'worker', CAUSEWAY_KEY: key },
    });
    workers.push(worker);
    await worker.untilAtWork();
    return worker;
  };

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    api = await startHubProcess({ database, settings: { CAUSEWAY_ROLE: 'api', CAUSEWAY_KEY: key } });
    truth = new pg.Client(database.superuser);
    await truth.connect();
  }, 120_000);
  afterAll(async () => {
    await truth.end();
    await api.stop();
    await server.stop();
    await database.drop();
  });

  /** Everything that a run writes, as the database has it. */
  const stored = async () => {
    const tables = ['record', 'record_version', 'record_conflict', 'record_feed', 'sync', 'sync_run'];
    const rows = new Map<string, object[]>();
    for (const table of tables) {
      rows.set(table, (await truth.query<object>(`select *, xmin::text from ${table} order by id`)).rows);
    }
    return rows;
  };

  /** What was sent leads to other runs, soon after: nothing is left to do when nothing has moved for a while. */
  const settled = async () => {
    let before = await stored();
    await until(
      async () => {
        await sleep(3_000);
        const [then, now] = [before, await stored()];
        before = now;
        return isDeepStrictEqual(then, now);
      },
      isStill => isStill,
      90_000,
    );
    return before;
  };

  const fenceOf = async (id: string): Promise<number> => {
    const { rows } = await truth.query<{ lease_fence: string }>(
      'select lease_fence from sync_run where id = $1',
      [id],
    );
    return Number(rows[0]?.lease_fence);
  };

  const endWorkers = async () => {
    await Promise.all(workers.splice(0).map(worker => worker.stop()));
  };

  it('writes nothing more, whether it was reading or sending, when another has taken its runs over', async () => {
    const pulling = await startFaultyCalendar(api, server, events);
    const pushing = await startFaultyCalendar(api, server, 3);
    const first = await startWorker();
    expect(await pushing.ended(await pushing.begin())).toMatchObject({ status: 'succeeded' });
    await endWorkers();
    expect(first.log).not.toContain('taken the run over');

    // The answers are on their way to a process that will not read them before it is too late.
    const slow = { does: 'delay', ms: 400 } as const;
    const read = pulling.proxy.set({ on: 'multiget', from: 2, times: 1, trouble: slow });
    const sent = pushing.proxy.set({ on: 'put', from: 1, times: 1, trouble: slow });
    const { organization } = pushing.calendar;
    const sleeper = await startWorker();
    const run = await pulling.begin();
    for (const { id } of await pushing.calendar.records()) {
      await organization.owner.ok('PATCH', organization.at(`/records/${id}`), {
        fields: { title: `Mine ${id}` },
      });
    }
    await Promise.race([read.met, sent.met]);
    await sleeper.kill('SIGSTOP');
    await startWorker();

    const done = await pulling.ended(run);
    expect(done).toMatchObject({ status: 'succeeded', counts: { pulledCreated: events } });
    expect(await fenceOf(done.id)).toBeGreaterThanOrEqual(2);
    await until(
      () => allRecords(pushing.calendar),
      records => records.every(record => record.state === 'clean'),
      90_000,
    );
    const before = await settled();
    const asked = { pulling: pulling.proxy.counts.multiget, pushing: pushing.proxy.counts.put };

    await sleeper.kill('SIGCONT');
    await until(
      async () => sleeper.log,
      log => log.includes('another process has taken the run over'),
      30_000,
    );
    await sleep(3_000);
    expect(await stored()).toEqual(before);
    expect(pulling.proxy.counts.multiget).toBe(asked.pulling);
    for (const { calendar } of [pulling, pushing]) {
      expect(eventsInRecords(await allRecords(calendar))).toEqual(
        eventsOnDisk(server, calendar.program.calendar),
      );
    }
    const { data } = await organization.owner.get<{ data: unknown[] }>(organization.at('/conflicts'));
    expect(data).toEqual([]);
    await endWorkers();
    await Promise.all([pulling.proxy.stop(), pushing.proxy.stop()]);
  }, 200_000);

  it('does not keep others waiting for the rows of a transaction that it left open', async () => {
    const world = await startFaultyCalendar(api, server, events);
    const { organization, syncId } = world.calendar;
    const sleeper = await startWorker();
    // The run's next write waits for the table; it is let through to a process that is halted by then.
    await truth.query('begin');
    await truth.query('lock table record in share row exclusive mode');
    const run = await world.begin();
    await until(
      async () => {
        const { rows } = await truth.query(
          `select 1 from pg_locks where relation = 'record'::regclass and not granted`,
        );
        return rows.length;
      },
      waiting => waiting > 0,
    );
    await sleeper.kill('SIGSTOP');
    await truth.query('commit');
    await startWorker();

    const fields = (await created(organization.owner, organization.at('/records'), syncId)).fields;
    expect(fields).toMatchObject({ title: 'Meanwhile' });
    expect(await world.ended(run)).toMatchObject({ status: 'succeeded', counts: { pulledCreated: events } });

    await sleeper.kill('SIGCONT');
    await sleep(3_000);
    await until(
      () => allRecords(world.calendar),
      records => records.length === events + 1 && records.every(record => record.state === 'clean'),
      60_000,
    );
    expect(eventsInRecords(await allRecords(world.calendar))).toEqual(
      eventsOnDisk(server, world.calendar.program.calendar),
    );
    await endWorkers();
    await world.proxy.stop();
  }, 200_000);
});

const created = (owner: Caller, path: string, syncId: string): Promise<StoredRecord> =>
  owner.post<StoredRecord>(path, {
    syncId,
    fields: {
      title: 'Meanwhile',
      start: { kind: 'time', local: '2026-03-02T09:00:00', zone: 'Europe/Berlin' },
      end: { kind: 'time', local: '2026-03-02T10:00:00', zone: 'Europe/Berlin' },
    },
  });
