import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BullJobs } from './bull-jobs.js';
import { createJobs, gate, QueueDatabase, Recorder, startJobs, until } from './testing/queue-database.js';
import { engines, type RedisOutage } from './testing/redis-server.js';

Logger.overrideLogger(false); // Failures are part of the tests.

const ways: readonly (readonly [string, RedisOutage])[] = [
  ['was stopped', {}],
  ['was killed', { signal: 'SIGKILL' }],
];

(engines().includes('Redis') ? describe : describe.skip)('an outage of Redis', () => {
  let database: QueueDatabase;
  let jobs: BullJobs;
  let held = gate();
  const sync = new Recorder(async lane => {
    if (lane.startsWith('org/held')) await held.opened;
    return 'done';
  });

  beforeAll(async () => {
    database = await QueueDatabase.start('Redis');
    jobs = await startJobs(database, { sync }, { lockMs: 2000, retryMs: 50 });
  });
  afterAll(async () => {
    await jobs.close();
    await database.stop();
  });

  const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
    const began = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  const backlog = (name: string): string[] =>
    Array.from({ length: 1000 }, (_, index) => `org/${name}-${String(index)}`);

  it('costs the caller of wake no error and no waiting, and all goes on when it is back', async () => {
    await jobs.wake('sync', 'org/before');
    await until(() => sync.of('org/before') === 1, 'it works');
    await database.redisOutage(async () => {
      const used = await cpuMs(async () => {
        const began = performance.now();
        await jobs.wake('sync', 'org/lost');
        await jobs.wake('sync', 'org/lost', { delayMs: 10 });
        await jobs.wakeAll('sync', ['org/lost']);
        expect(performance.now() - began).toBeLessThan(1000);
        await sleep(2000);
      });
      expect(used).toBeLessThan(1200);
    });
    await until(() => {
      void jobs.wake('sync', 'org/after');
      return sync.of('org/after') > 0;
    }, 'it works again');
    expect(sync.of('org/lost')).toBe(0);
  });

  it.each(ways)(
    'amid a backlog, when it %s, loses none of it and runs nothing twice at once',
    async (name, how) => {
      const lanes = backlog(name);
      await jobs.wakeAll('sync', lanes);
      await until(() => sync.of(lanes[10] ?? '') === 1, 'it is under way');
      await database.redisOutage(async () => {
        expect(await cpuMs(() => sleep(2000))).toBeLessThan(1200);
      }, how);
      await until(() => lanes.every(lane => sync.of(lane) > 0), 'every lane ran', 30_000);
      expect(sync.mostPerLane).toBe(1);
    },
  );

  it.each(ways)('during a run, when it %s, leaves the lane open to the next wake-up', async (name, how) => {
    const lane = `org/held-${name}`;
    held = gate();
    await jobs.wake('sync', lane);
    await until(() => sync.of(lane) === 1, 'it runs');
    await database.redisOutage(async () => {
      held.open();
      await sleep(300);
    }, how);
    await sleep(2500);
    const before = sync.of(lane);
    await jobs.wake('sync', lane);
    await until(() => sync.of(lane) > before, 'it ran again');
  });

  it('after which it remembers nothing takes the same lanes again, whatever waited and ran', async () => {
    const lanes = [...backlog('forgotten'), 'org/held-forgotten'];
    held = gate();
    await jobs.wake('sync', 'org/held-forgotten');
    await until(() => sync.of('org/held-forgotten') === 1, 'it runs');
    await jobs.wakeAll('sync', lanes);
    await jobs.wake('sync', 'org/alarm', { delayMs: 60_000 });
    await database.redisOutage(() => sleep(500), { signal: 'SIGKILL', remembers: 'nothing' });
    held.open();
    await sleep(500);
    // As the sweeper does.
    await jobs.wakeAll('sync', lanes);
    await jobs.wake('sync', 'org/alarm', { delayMs: 50 });
    await until(() => lanes.every(lane => sync.of(lane) > 0), 'every lane ran', 30_000);
    await until(() => sync.of('org/held-forgotten') > 1, 'the one that ran meanwhile, too');
    await until(() => sync.of('org/alarm') === 1, 'the alarm rang');
  });

  it('at the start is an error; one that was there at the first wake-up is over at a later one', async () => {
    const producer = createJobs(database, {}, { process: false });
    await database.redisOutage(async () => {
      await expect(startJobs(database, {})).rejects.toThrow();
      await producer.wake('sync', 'org/late');
    });
    await producer.wake('sync', 'org/late');
    await until(() => sync.of('org/late') === 1, 'a worker ran it');
    await producer.close();
  });

  it('does not keep a process from stopping, whether it works or only wakes', async () => {
    const stopping = gate();
    const worker = await startJobs(database, {
      slow: new Recorder(() => stopping.opened.then(() => 'done')),
    });
    const producer = createJobs(database, {}, { process: false });
    await producer.wake('slow', 'org/slow');
    await sleep(500);
    await database.redisOutage(async () => {
      const began = performance.now();
      await worker.drain(500);
      await Promise.all([worker.close(), producer.close()]);
      expect(performance.now() - began).toBeLessThan(5000);
    });
    stopping.open();
  });
});
