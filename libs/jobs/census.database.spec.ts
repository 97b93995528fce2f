import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { BullJobs } from './bull-jobs.js';
import { parseJobId } from './job-id.js';
import { gate, Recorder, until } from './testing/queue-database.js';
import { queueStage } from './testing/queue-stage.js';
import { engines } from './testing/redis-server.js';

Logger.overrideLogger(false); // Failures are part of the tests.
/** More than Redis counts in one go. */
const many = 6000;

describe.each(engines())('on %s', engine => {
  const stage = queueStage(engine);
  const { start } = stage;
  const sums = async (jobs: BullJobs): Promise<Record<string, number>> => {
    const counted: Record<string, number> = {};
    for (const { task, state, count } of await jobs.census.take())
      counted[`${task} ${state}`] = (counted[`${task} ${state}`] ?? 0) + count;
    return counted;
  };

  it('counts by task and state what waits, runs and comes later', async () => {
    const held = gate();
    const sync = new Recorder(async () => {
      await held.opened;
      return 'done';
    });
    const jobs = await start({ sync, deliver: new Recorder() }, { concurrency: 1 });
    expect(await sums(jobs)).toEqual({});
    await jobs.wake('sync', 'acme/a');
    await until(() => sync.runs.length === 1, 'it runs');
    await jobs.wakeAll('sync', ['acme/b', 'acme/c']);
    await jobs.wake('deliver', 'acme/d');
    await jobs.wake('deliver', 'acme/e', { delayMs: 60_000 });
    const expected = { 'sync active': 1, 'sync waiting': 2, 'deliver waiting': 1, 'deliver delayed': 1 };
    expect(await sums(jobs)).toEqual(expected);
    held.open();
    await until(() => sync.runs.length === 3, 'all ran');
  });

  it('counts many lanes at once and knows which has waited longest', async () => {
    const jobs = await start({ sync: new Recorder() }, { process: false });
    const before = Date.now();
    await jobs.wake('sync', 'first/lane');
    const after = Date.now();
    await sleep(5);
    await jobs.wakeAll(
      'sync',
      Array.from({ length: many - 1 }, (_, index) => `org-${index % 50}/lane-${index}`),
    );
    const counts = await jobs.census.take();
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(many);
    const oldest = Math.min(...counts.map(part => parseJobId(part.oldest).atMs));
    expect(oldest).toBeGreaterThanOrEqual(before);
    expect(oldest).toBeLessThanOrEqual(after);
  });
});
