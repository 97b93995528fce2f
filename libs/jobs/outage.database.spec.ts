import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roles } from '#database';
import type { BullJobs } from './bull-jobs.js';
import { migrateJobs } from './migrate-jobs.js';
import { createJobs, gate, QueueDatabase, Recorder, startJobs, until } from './testing/queue-database.js';

Logger.overrideLogger(false); // Failures are part of the tests.
let database: QueueDatabase;
let jobs: BullJobs;
let held = gate();
const sync = new Recorder(async lane => {
  if (lane === 'org/held') await held.opened;
  return 'done';
});

beforeAll(async () => {
  database = await QueueDatabase.start();
  jobs = await startJobs(database, { sync }, { lockMs: 2000, retryMs: 50 });
});
afterAll(async () => {
  await jobs.close();
  await database.stop();
});

describe('an outage of PostgreSQL', () => {
  it('costs the caller of wake no error and the process little, and all goes on when it is back', async () => {
    await jobs.wake('sync', 'org/before');
    await until(() => sync.of('org/before') === 1, 'it works');
    await database.restart(async () => {
      const began = process.cpuUsage();
      await jobs.wake('sync', 'org/lost');
      await jobs.wake('sync', 'org/lost', { delayMs: 10 });
      await jobs.wakeAll('sync', ['org/lost']);
      await sleep(2000);
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1000).toBeLessThan(600);
    });
    await jobs.wake('sync', 'org/after');
    await until(() => sync.of('org/after') === 1, 'it works again');
    expect(sync.of('org/lost')).toBe(0);
  });

  it('amid a backlog costs the process little as well, and loses none of it', async () => {
    const lanes = Array.from({ length: 1000 }, (_, index) => `org/backlog-${String(index)}`);
    await jobs.wakeAll('sync', lanes);
    await until(() => sync.of('org/backlog-10') === 1, 'it is under way');
    await database.restart(async () => {
      const began = process.cpuUsage();
      await sleep(2000);
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1000).toBeLessThan(600);
    });
    await until(() => lanes.every(lane => sync.of(lane) > 0), 'every lane ran', 30_000);
  });

  it('during a run makes that lane run again', async () => {
    await jobs.wake('sync', 'org/held');
    await until(() => sync.of('org/held') === 1, 'it runs');
    await database.restart(() => {
      held.open();
      return sleep(300);
    });
    await until(() => sync.of('org/held') === 2, 'it ran again');
    held = gate();
  });

  it('at the start is an error; one that was there at the first wake-up is over at a later one', async () => {
    const producer = createJobs(database, {}, { process: false });
    await database.restart(async () => {
      await expect(startJobs(database, {})).rejects.toThrow();
      await producer.wake('sync', 'org/late');
    });
    await producer.wake('sync', 'org/late');
    await until(() => sync.of('org/late') === 1, 'a worker ran it');
    await producer.close();
  });
});

describe('migrating the queue', () => {
  it('changes nothing when it is up to date, while the queue is in use', async () => {
    await Promise.all([migrateJobs(database.as(roles.owner)), migrateJobs(database.as(roles.owner))]);
    await jobs.wake('sync', 'org/migrated');
    await until(() => sync.of('org/migrated') === 1, 'it works');
  });
});
