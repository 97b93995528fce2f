import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { queueStage } from './testing/queue-stage.js';
import { engines } from './testing/redis-server.js';
import { gate, Recorder, until } from './testing/queue-database.js';

Logger.overrideLogger(false); // Failures are part of the tests.

describe.each(engines())('on %s', engine => {
  const stage = queueStage(engine);
  const { start } = stage;
  describe('a wake-up', () => {
    it('runs the handler of its task once, for its lane', async () => {
      const [sync, deliver] = [new Recorder(), new Recorder()];
      const jobs = await start({ sync, deliver });
      await jobs.wake('sync', 'org/a');
      await until(() => sync.runs.length > 0, 'the task ran');
      await sleep(300);
      expect(sync.runs).toEqual(['org/a']);
      expect(deliver.runs).toEqual([]);
    });

    it('gives exactly one later run when several come during a run, which they never overlap', async () => {
      const held = gate();
      const sync = new Recorder(async () => {
        await held.opened;
        return 'done';
      });
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/b');
      await until(() => sync.runs.length === 1, 'the first run began');
      await Promise.all(Array.from({ length: 25 }, () => jobs.wake('sync', 'org/b')));
      await sleep(200);
      expect(sync.runs).toHaveLength(1);
      held.open();
      await until(() => sync.runs.length === 2, 'the second run');
      await sleep(300);
      expect(sync.runs).toHaveLength(2);
      expect(sync.mostPerLane).toBe(1);
    });

    it('given 500 times for 20 lanes runs every lane after its last one, never two runs of a lane at once', async () => {
      const woken = new Map<string, number>();
      const seen = new Map<string, number>();

      const sync = new Recorder(async lane => {
        seen.set(lane, woken.get(lane) ?? 0);
        await sleep(2);
        return 'done';
      });
      const jobs = await start({ sync });
      const other = await start({ sync });
      const lanes = Array.from({ length: 500 }, (_, index) => `org/${String(index % 20)}`);
      await Promise.all(
        lanes.map(async (lane, index) => {
          await sleep(Math.floor(index / 2));
          woken.set(lane, (woken.get(lane) ?? 0) + 1);
          await (index % 2 ? jobs : other).wake('sync', lane);
        }),
      );
      await until(
        () => [...woken].every(([lane, count]) => seen.get(lane) === count),
        'each lane saw its last wake-up',
      );
      expect(sync.mostPerLane).toBe(1);
      expect(sync.mostAtOnce).toBeGreaterThan(1);
      expect(sync.runs.length).toBeGreaterThan(20);
    });

    it('reaches many lanes at once, each of them one time', async () => {
      const sync = new Recorder();
      const jobs = await start({ sync });
      const lanes = Array.from({ length: 1200 }, (_, index) => `org/bulk-${String(index)}`);
      await jobs.wakeAll('sync', [...lanes, ...lanes]);
      await until(() => sync.runs.length === 1200, 'all lanes ran');
      expect(new Set(sync.runs).size).toBe(1200);
    });

    it('of a task that throws is tried again until it succeeds', async () => {
      const sync = new Recorder(() => {
        if (sync.runs.length < 3) throw new Error('the remote is away');
        return Promise.resolve('done');
      });
      const jobs = await start({ sync }, { retryMs: 20 });
      await jobs.wake('sync', 'org/c');
      await until(() => sync.runs.length === 3, 'the third attempt');
    });

    it('works again after every attempt of the one before has failed', async () => {
      const sync = new Recorder(() => Promise.reject(new Error('broken for good')));
      const jobs = await start({ sync }, { retryMs: 20 });
      await jobs.wake('sync', 'org/d');
      await until(() => sync.runs.length === 3, 'three attempts');
      await sleep(200);
      await jobs.wake('sync', 'org/d');
      await until(() => sync.runs.length === 6, 'three more attempts');
    });
  });

  describe('an outcome', () => {
    it('of "more" goes behind the lanes that wait, so that two lanes take turns', async () => {
      const slices = new Map([
        ['org/long', 6],
        ['org/late', 6],
      ]);
      const sync = new Recorder(async lane => {
        await sleep(5);
        if (sync.runs.length === 2) await jobs.wake('sync', 'org/late');
        const left = (slices.get(lane) ?? 0) - 1;
        slices.set(lane, left);
        return left > 0 ? 'more' : 'done';
      });
      const jobs = await start({ sync }, { concurrency: 1 });
      await jobs.wake('sync', 'org/long');
      await until(() => sync.runs.length === 12, 'both lanes are done');
      const shared = sync.runs.slice(2, 10);
      expect(shared).toEqual(Array.from({ length: 4 }, () => ['org/late', 'org/long']).flat());
    });

    it('of "again later" comes back after that time, and an immediate wake-up in between is not held up by it', async () => {
      const times: number[] = [];
      const sync = new Recorder(() => {
        times.push(performance.now());
        return Promise.resolve(times.length === 1 ? { againInMs: 1500 } : 'done');
      });
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/e');
      await until(() => times.length === 1, 'the first run');
      await sleep(200);
      await jobs.wake('sync', 'org/e');
      await until(() => times.length === 2, 'the run in between');
      expect(times[1]! - times[0]!).toBeLessThan(1000);
      await until(() => times.length === 3, 'the later run');
      expect(times[2]! - times[0]!).toBeGreaterThanOrEqual(1450);
    });

    it('of "again later" does not delay a wake-up that came during the run', async () => {
      const held = gate();
      const sync = new Recorder(async () => {
        if (sync.runs.length > 1) return 'done';
        await held.opened;
        return { againInMs: 60_000 };
      });
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/f');
      await until(() => sync.runs.length === 1, 'the first run began');
      await jobs.wake('sync', 'org/f');
      held.open();
      await until(() => sync.runs.length === 2, 'the run that was asked for', 5000);
    });

    it('of "again later" gives way to an earlier time and does not move a later one', async () => {
      const sync = new Recorder();
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/g', { delayMs: 60_000 });
      await jobs.wake('sync', 'org/g', { delayMs: 300 });
      await jobs.wake('sync', 'org/g', { delayMs: 90_000 });
      await sleep(150);
      expect(sync.runs).toEqual([]);
      await until(() => sync.runs.length === 1, 'the earliest alarm', 3000);
      await sleep(200);
      expect(sync.runs).toEqual(['org/g']);
    });
  });
});
