import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { BullJobs, BullOptions } from '../bull-jobs.js';
import type { TaskHandler } from '../task.js';
import { QueueDatabase, startJobs } from './queue-database.js';

export interface QueueStage {
  readonly database: QueueDatabase;
  /** Jobs of a process of its own; closed after the test. */
  start(handlers: Record<string, TaskHandler>, options?: Partial<BullOptions>): Promise<BullJobs>;
}

/** A queue for the tests of the surrounding `describe`, emptied after each of them. */
export const queueStage = (engine: Parameters<typeof QueueDatabase.start>[0]): QueueStage => {
  let database: QueueDatabase;
  const started: BullJobs[] = [];
  beforeAll(async () => {
    database = await QueueDatabase.start(engine);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map(jobs => jobs.close()));
    await database.empty();
  });
  afterAll(() => database.stop());
  return {
    get database() {
      return database;
    },
    async start(handlers, options) {
      const jobs = await startJobs(database, handlers, options);
      started.push(jobs);
      return jobs;
    },
  };
};
