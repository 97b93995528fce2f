import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Recorder, until } from './testing/queue-database.js';
import { queueStage } from './testing/queue-stage.js';
import { engines } from './testing/redis-server.js';

Logger.overrideLogger(false);

describe.each(engines())('organizations on %s', engine => {
  const stage = queueStage(engine);
  const { start } = stage;
  const lanesOf = (organization: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${organization}/${String(index)}`);
  const owner = (lane: string): string => lane.split('/', 1)[0]!;

  it('take turns, however many lanes one of them has waiting', async () => {
    const producer = await start({}, { process: false });
    await producer.wakeAll('sync', lanesOf('noisy', 300));
    await producer.wakeAll('sync', lanesOf('quiet', 5));
    const sync = new Recorder();
    await start({ sync }, { concurrency: 1 });
    await until(() => sync.runs.length === 305, 'all ran');
    expect(sync.runs.slice(0, 10).map(owner).sort()).toEqual([
      ...Array<string>(5).fill('noisy'),
      ...Array<string>(5).fill('quiet'),
    ]);
  });

  it('that come while another has a backlog begin within a second, and the backlog goes on', async () => {
    const sync = new Recorder(() => sleep(2, 'done' as const));
    const jobs = await start({ sync });
    await jobs.wakeAll('sync', lanesOf('noisy', 5000));
    const began = performance.now();
    await jobs.wake('sync', 'quiet/first');
    await until(() => sync.of('quiet/first') === 1, 'it began');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(sync.runs.length).toBeLessThan(3000);
  });

  it('whose lanes come again and again do not starve one that waits', async () => {
    const sync = new Recorder(async lane => {
      await sleep(2);
      return owner(lane) === 'busy' ? 'more' : 'done';
    });
    const producer = await start({}, { process: false });
    await producer.wakeAll('sync', lanesOf('waiting', 60));
    await producer.wakeAll('sync', lanesOf('busy', 10));
    await start({ sync }, { concurrency: 2 });
    const waiting = (): number => sync.runs.filter(lane => owner(lane) === 'waiting').length;
    await until(() => waiting() === 60, 'all that waited ran');
    expect(sync.runs.length).toBeLessThan(250);
  });

  it('of weight three get three lanes a turn', async () => {
    const [heavy, light] = ['00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001'];
    await stage.database.query(`insert into job_weight values ('${heavy}', 3)`);
    const producer = await start({}, { process: false });
    await producer.wakeAll('sync', lanesOf(light, 90));
    await producer.wakeAll('sync', lanesOf(heavy, 90));
    const sync = new Recorder();
    await start({ sync }, { concurrency: 1 });
    await until(() => sync.runs.length === 180, 'all ran');
    const early = sync.runs.slice(0, 80).filter(lane => owner(lane) === heavy).length;
    expect(early).toBeGreaterThanOrEqual(57);
    expect(early).toBeLessThanOrEqual(63);
  });

  it('whose runs never end leave places for the others', async () => {
    const stop = new AbortController();
    const sync = new Recorder(async lane => {
      if (owner(lane) === 'endless') await sleep(60_000, undefined, { signal: stop.signal }).catch(() => 0);
      return 'done';
    });
    const jobs = await start({ sync }, { concurrency: 5 });
    await jobs.wakeAll('sync', lanesOf('endless', 50));
    await until(() => sync.mostAtOnce === 4, 'it has all of its places');
    const began = performance.now();
    await jobs.wake('sync', 'quiet/first');
    await until(() => sync.of('quiet/first') === 1, 'it began');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(sync.mostAtOnce).toBeLessThanOrEqual(5);
    expect(sync.mostPerLane).toBe(1);
    stop.abort();
  });

  it('take turns with alarms that are due at once', async () => {
    const producer = await start({}, { process: false });
    for (const lane of lanesOf('noisy', 200)) await producer.wake('sync', lane, { delayMs: 1 });
    await producer.wake('sync', 'quiet/first', { delayMs: 1 });
    await sleep(20);
    const sync = new Recorder();
    await start({ sync }, { concurrency: 1 });
    await until(() => sync.of('quiet/first') === 1, 'it ran');
    expect(sync.runs.length).toBeLessThan(60);
  });

  it('keep their order when turns are numbered anew', async () => {
    const producer = await start({}, { process: false });
    await producer.wakeAll('sync', lanesOf('noisy', 20));
    await producer.wakes.renumber();
    await producer.wake('sync', 'quiet/first');
    const sync = new Recorder();
    await start({ sync }, { concurrency: 1 });
    await until(() => sync.runs.length === 21, 'all ran');
    expect(sync.runs.indexOf('quiet/first')).toBeLessThan(3);
    expect(sync.runs.filter(lane => owner(lane) === 'noisy')).toEqual(lanesOf('noisy', 20));
  });
});
