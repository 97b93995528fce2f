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
  describe('two processes', () => {
    it('share the work', async () => {
      const [one, two] = [
        new Recorder(() => sleep(5, 'done' as const)),
        new Recorder(() => sleep(5, 'done' as const)),
      ];
      const jobs = await start({ sync: one }, { concurrency: 2 });
      await start({ sync: two }, { concurrency: 2 });
      const lanes = Array.from({ length: 100 }, (_, index) => `org/${String(index)}`);
      await jobs.wakeAll('sync', lanes);
      await until(() => one.runs.length + two.runs.length >= 100, 'all lanes ran');
      expect([...one.runs, ...two.runs].sort()).toEqual(lanes.sort());
      expect(Math.min(one.runs.length, two.runs.length)).toBeGreaterThan(10);
    });

    it('are told apart by their role: one that does not process only wakes', async () => {
      const [web, worker] = [new Recorder(), new Recorder()];
      const producer = await start({ sync: web }, { process: false });
      await producer.wake('sync', 'org/h');
      await sleep(300);
      expect(web.runs).toEqual([]);
      await start({ sync: worker });
      await until(() => worker.runs.length === 1, 'the worker ran it');
      expect(web.runs).toEqual([]);
    });

    it('give the run of one that fell silent to the other after its lock has expired', async () => {
      const hung = gate();
      const dead = new Recorder(async () => {
        await hung.opened;
        return 'done';
      });
      const jobs = await start({ sync: dead }, { lockMs: 1000 });
      await jobs.wake('sync', 'org/i');
      await until(() => dead.runs.length === 1, 'the first process took it');
      await jobs.drain(0);
      const alive = new Recorder();
      await start({ sync: alive }, { lockMs: 1000 });
      await until(() => alive.runs.length === 1, 'the second process took over');
      hung.open();
    });
  });

  describe('draining', () => {
    it('begins nothing new, waits for what runs, and still accepts wake-ups', async () => {
      const held = gate();
      const sync = new Recorder(async () => {
        await held.opened;
        return 'done';
      });
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/j');
      await until(() => sync.runs.length === 1, 'it runs');
      let drained = false;
      const draining = jobs.drain(10_000).then(() => (drained = true));
      await jobs.wake('sync', 'org/k');
      await sleep(300);
      expect([sync.runs, drained]).toEqual([['org/j'], false]);
      held.open();
      await draining;
      await sleep(200);
      expect(sync.runs).toEqual(['org/j']);
      const next = new Recorder();
      await start({ sync: next });
      await until(() => next.runs.length > 0, 'another process ran the wake-up');
      expect(next.runs).toEqual(['org/k']);
    });

    it('raises the signal of a run that takes too long, which then comes again elsewhere', async () => {
      const sync = new Recorder(async (_lane, { signal }) => {
        while (!signal.aborted) await sleep(5);
        return 'more';
      });
      const jobs = await start({ sync });
      await jobs.wake('sync', 'org/l');
      await until(() => sync.runs.length === 1, 'it runs');
      const began = performance.now();
      await jobs.drain(200);
      expect(performance.now() - began).toBeLessThan(1500);
      const next = new Recorder();
      await start({ sync: next });
      await until(() => next.runs.length === 1, 'the slice after it');
    });
  });
});
