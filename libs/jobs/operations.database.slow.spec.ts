import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobDesk } from './operations/desk.js';
import { Recorder, until } from './testing/queue-database.js';
import { queueStage } from './testing/queue-stage.js';
import { engines } from './testing/redis-server.js';

Logger.overrideLogger(false); // Failures are part of the tests.

describe.each(engines())('on %s', engine => {
  const stage = queueStage(engine);
  const { start } = stage;
  const pause = (kind: string, key: string): Promise<unknown> =>
    stage.database.query(`insert into job_pause (kind, key, paused_by) values ('${kind}', '${key}', 'test')`);

  it.each([
    ['task', 'sync'],
    ['organization', 'acme'],
    ['provider', 'remote'],
  ])(
    'a pause of one %s holds its lanes and no others, and they run soon after it ends',
    async (kind, key) => {
      const sync = Object.assign(new Recorder(), {
        providerOf: (lane: string) => Promise.resolve(lane === 'acme/a' ? 'remote' : 'other'),
      });
      const deliver = new Recorder();
      await pause(kind, key);
      const jobs = await start({ sync, deliver });
      await jobs.wake('sync', 'acme/a');
      await jobs.wake('sync', 'acme/a');
      await jobs.wake('deliver', 'other/b');
      if (kind !== 'task') await jobs.wake('sync', 'other/b');
      await until(() => deliver.runs.length === 1, 'the other task ran');
      if (kind !== 'task') await until(() => sync.of('other/b') === 1, 'the other lane ran');
      await sleep(1500);
      expect(sync.of('acme/a')).toBe(0);
      await stage.database.query('delete from job_pause');
      await until(() => sync.of('acme/a') === 1, 'the paused lane ran', 2500);
      await sleep(1500);
      expect(sync.of('acme/a')).toBe(1);
      expect(await stage.database.query('select 1 from job_parked')).toBe(0);
    },
  );

  it('a pause that begins while lanes run is honoured within two seconds', async () => {
    const sync = new Recorder(() => sleep(5, 'more' as const));
    const jobs = await start({ sync });
    await jobs.wake('sync', 'acme/a');
    await until(() => sync.runs.length > 5, 'it runs');
    await pause('task', 'sync');
    await sleep(2000);
    const count = sync.runs.length;
    await sleep(500);
    expect(sync.runs.length).toBe(count);
  });

  it('a lane that throws is tried again with growing pauses, told with its error, and forgotten when it succeeds', async () => {
    const times: number[] = [];
    const sync = new Recorder(() => {
      times.push(performance.now());
      if (times.length < 5) throw new Error(`poison ${String(times.length)}`);
      return Promise.resolve('done');
    });
    const desk = new JobDesk(stage.database.sql);
    const jobs = await start({ sync }, { retryMs: 100 });
    await jobs.wake('sync', 'acme/a');
    await until(() => times.length === 4, 'the fourth attempt');
    await sleep(100);
    const [failing] = await desk.failures.list('sync', 10, null);
    expect(failing).toMatchObject({ lane: 'acme/a', failures: 4, lastError: 'poison 4' });
    expect(times[3]! - times[2]!).toBeGreaterThan(350);
    await desk.standing.refresh();
    expect(desk.standing.isResting('sync', 'acme/a')).toBe(true);
    await until(() => times.length === 5, 'the fifth attempt');
    await sleep(200);
    expect(await desk.failures.list('sync', 10, null)).toEqual([]);
  });

  it('runs are counted for the last minute', async () => {
    const sync = new Recorder();
    const jobs = await start({ sync });
    await jobs.wakeAll('sync', ['acme/a', 'acme/b', 'acme/c']);
    await until(() => sync.runs.length === 3, 'they ran');
    await jobs.drain(1000);
    const counts = await new JobDesk(stage.database.sql).throughput.lastMinute();
    expect(counts.get('sync')).toEqual({ runs: 3, failures: 0 });
  });
});
