import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { RunQueue } from '../../src/modules/syncs/run-queue.js';
import { type ShelfRun, type ShelfStage, startShelfStage, until } from '#support';

let stage: ShelfStage;
let database: pg.Client;
beforeAll(async () => {
  stage = await startShelfStage(['300x20', '40x40', '40x20', '20x20']);
  database = new pg.Client(stage.hub.database.superuser);
  await database.connect();
}, 60_000);
afterAll(async () => {
  await database.end();
  await stage.stop();
});

interface Sent {
  readonly id: string;
  readonly event: string;
  readonly data: ShelfRun;
}

const follow = async (run: string, lastEventId?: string) => {
  const { owner } = stage.acme;
  const resumed = lastEventId ? { 'last-event-id': lastEventId } : {};
  const headers = { authorization: `Bearer ${owner.key}`, ...resumed };
  const response = await fetch(`${owner.url}${run}/events`, { headers });
  return { status: response.status, text: () => response.text() };
};

const eventsIn = (text: string): Sent[] =>
  text
    .split('\n\n')
    .map(
      part =>
        new Map(
          part.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        ),
    )
    .filter(fields => fields.has('event'))
    .map(fields => ({
      id: fields.get('id') ?? '',
      event: fields.get('event') ?? '',
      data: JSON.parse(fields.get('data') ?? '{}') as ShelfRun,
    }));

describe('the progress of a run', () => {
  it('says what is done, expected and left at the present pace, and is resumed where it was', async () => {
    stage.vendor.delayMs.GET = 250;
    const run = await stage.begin(await stage.sync('300x20'));
    const events = eventsIn(await (await follow(run)).text());
    stage.vendor.delayMs.GET = 0;
    const [last, ...before] = events.toReversed();
    expect(last).toMatchObject({ id: 'end', event: 'end' });
    const progress = before.toReversed().map(({ data }) => data.progress);
    expect(progress.map(({ done }) => done)).toEqual(
      progress.map(({ done }) => done).toSorted((a, b) => a - b),
    );
    expect(progress.at(-1)).toMatchObject({ done: 300, expected: 300, secondsLeft: null });
    const midway = progress.filter(({ secondsLeft }) => secondsLeft !== null);
    expect(midway.length).toBeGreaterThan(2);
    for (const { expected, perSecond, secondsLeft } of midway) {
      expect(expected).toBe(300);
      expect(perSecond).toBeGreaterThan(5);
      expect(secondsLeft).toBeLessThan(60);
    }
    const resumed = eventsIn(await (await follow(run, before[1]?.id)).text());
    expect(resumed.map(({ event }) => event)).toEqual(['progress', 'end']);
    expect(eventsIn(await (await follow(run, before[0]?.id)).text()).map(({ event }) => event)).toEqual([
      'end',
    ]);
    expect((await follow(run, 'end')).status).toBe(204);
  });
});

describe('the runs of a sync', () => {
  it('are listed by status and trigger with how long they took, and summed up by day', async () => {
    const sync = await stage.sync('40x40');
    await stage.ended(await stage.begin(sync));
    stage.vendor.news = [1, 2, 3];
    const last = await stage.ended(await stage.begin(sync));
    expect(last).toMatchObject({ counts: { pulledUpdated: 3 }, durationSeconds: expect.any(Number) });
    const { owner } = stage.acme;
    const list = async (filter: string) =>
      (await owner.get<{ data: ShelfRun[] }>(`${sync}/runs?${filter}`)).data.map(({ id }) => id);
    expect(await list('status=succeeded&trigger=manual')).toHaveLength(2);
    expect(await list('status=failed')).toEqual([]);
    expect(await list('trigger=webhook')).toEqual([]);
    expect((await owner.send('GET', `${sync}/runs?status=odd`)).status).toBe(422);

    await database.query(
      `update sync_run set status = 'failed', created_at = created_at - interval '1 day',
         started_at = now() - interval '70 s', finished_at = now() where id = $1`,
      [last.id],
    );
    const { data } = await owner.get<{ data: unknown[] }>(`${sync}/run-history?days=7`);
    expect(data).toHaveLength(7);
    expect(data.slice(-3)).toEqual([
      expect.objectContaining({
        runs: 0,
        failures: 0,
        recordsChanged: 0,
        durationSeconds: { p50: null, p95: null },
      }),
      expect.objectContaining({
        runs: 1,
        failures: 1,
        recordsChanged: 3,
        durationSeconds: { p50: 70, p95: 70 },
      }),
      expect.objectContaining({ runs: 1, failures: 0, recordsChanged: 40 }),
    ]);
    expect((data.at(-1) as { date: string }).date).toBe(new Date().toISOString().slice(0, 10));
  });
});

describe('a sync', () => {
  it('is seen with its run, never after the one and before the other', async () => {
    const sync = await stage.sync('40x20');
    const { id } = await stage.ended(await stage.begin(sync));
    await database.query(`update sync_run set status = 'paused', finished_at = null where id = $1`, [id]);
    await database.query(`begin; set local stats_fetch_consistency = 'none'`);
    await database.query('lock table sync_run in access exclusive mode');
    const seen = stage.acme.owner.get<{ name: string; activeRun: unknown }>(sync);
    await until(
      () => database.query(`select from pg_stat_activity where wait_event_type = 'Lock'`),
      ({ rowCount }) => rowCount !== 0,
    );
    await database.query(`update sync_run set status = 'cancelled', finished_at = now() where id = $1`, [id]);
    await database.query(`update sync set name = 'Settled' where id = $1`, [sync.split('/').at(-1)]);
    await database.query('commit');
    const { name, activeRun } = await seen;
    expect(activeRun === null).toBe(name === 'Settled');
  });
});

interface Rhythm {
  readonly intervalSeconds: number;
  readonly effectiveIntervalSeconds: number;
  readonly nextRunAt: string;
  readonly activeRun: unknown;
}

describe('a sync that runs by itself', () => {
  const view = (sync: string) => stage.acme.owner.get<Rhythm>(sync);
  const idle = (sync: string) =>
    until(
      () => view(sync),
      ({ activeRun }) => activeRun === null,
    );
  const poll = async (sync: string): Promise<Rhythm> => {
    await database.query('update sync set next_run_at = now() where id = $1', [sync.split('/').at(-1)]);
    const before = await count(sync);
    await stage.hub.hub.app.get(RunQueue, { strict: false }).schedule();
    await until(
      () => count(sync),
      now => now > before,
    );
    return idle(sync);
  };
  const count = async (sync: string): Promise<number> =>
    (await stage.acme.owner.get<{ data: unknown[] }>(`${sync}/runs?limit=100`)).data.length;
  const secondsUntil = (time: string): number => (Date.parse(time) - Date.now()) / 1000;

  it('is polled less often while nothing changes, and at its fastest again after the first change', async () => {
    const sync = await stage.sync('20x20', { autoSync: true, intervalSeconds: 600 });
    expect(await idle(sync)).toMatchObject({ effectiveIntervalSeconds: 600 });
    let seen = await view(sync);
    const rhythm: number[] = [];
    // The hub's own schedule may serve one of the polls.
    for (let polls = 0; polls < 16 && seen.effectiveIntervalSeconds < 2_400; polls += 1) {
      seen = await poll(sync);
      rhythm.push(seen.effectiveIntervalSeconds);
    }
    expect(rhythm.length).toBeGreaterThanOrEqual(8);
    expect([...new Set(rhythm)]).toEqual([600, 1_200, 2_400]);
    expect(secondsUntil(seen.nextRunAt)).toBeGreaterThan(2_300);
    stage.vendor.news = [5];
    seen = await poll(sync);
    expect(seen.effectiveIntervalSeconds).toBe(600);
    expect(secondsUntil(seen.nextRunAt)).toBeGreaterThan(500);
    expect(secondsUntil(seen.nextRunAt)).toBeLessThanOrEqual(600);
    await stage.acme.owner.ok('PATCH', sync, { adaptiveInterval: false });
    for (let polls = 0; polls < 5; polls += 1) seen = await poll(sync);
    expect(seen).toMatchObject({ effectiveIntervalSeconds: 600, adaptiveInterval: false });
    await stage.acme.owner.ok('PATCH', sync, { autoSync: false });
  });
});
