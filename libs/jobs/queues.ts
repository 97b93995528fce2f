import { Injectable } from '@nestjs/common';
import type { JobState, StateCount } from './bull-engine.js';
import { BullJobs } from './bull-jobs.js';
import { parseJobId } from './job-id.js';
import { JobDesk } from './operations/desk.js';
import type { FailingLane } from './operations/failures.js';
import { type DeadWork, Tasks } from './task.js';

export interface TaskFigures {
  readonly task: string;
  readonly waiting: number;
  readonly running: number;
  readonly delayed: number;
  /** Wake-ups that the engine gave up; the sweeper finds their lanes. */
  readonly failed: number;
  /** Lanes whose last run threw. */
  readonly failing: number;
  /** Null: the task keeps no dead work. */
  readonly dead: number | null;
  /** When the wake-up that has waited longest was made, in milliseconds. */
  readonly oldestAtMs: number | null;
  readonly lastMinute: { readonly runs: number; readonly failures: number };
}

/** What operators see of the queue. */
@Injectable()
export class Queues {
  constructor(
    private readonly jobs: BullJobs,
    private readonly tasks: Tasks,
    private readonly desk: JobDesk,
  ) {}

  has(task: string): boolean {
    return this.tasks.all().has(task);
  }

  deadOf(task: string): DeadWork | undefined {
    return this.tasks.all().get(task)?.dead;
  }

  failing(task: string, page: { limit: number; after: string | null }): Promise<FailingLane[]> {
    return this.desk.failures.list(task, page.limit, page.after);
  }

  /** Counted by the engine and the database themselves, however much waits. Throws while one of them is away. */
  async figures(): Promise<TaskFigures[]> {
    const [counts, failing, lastMinute, dead] = await Promise.all([
      this.jobs.census.take(),
      this.desk.failures.counts(),
      this.desk.throughput.lastMinute(),
      this.#dead(),
    ]);
    return [...this.tasks.all().keys()].sort().map(task => ({
      task,
      waiting: sumOf(counts, task, 'waiting'),
      running: sumOf(counts, task, 'active'),
      delayed: sumOf(counts, task, 'delayed'),
      failed: sumOf(counts, task, 'failed'),
      failing: failing.get(task) ?? 0,
      dead: dead.get(task) ?? null,
      oldestAtMs: oldestOf(counts, task),
      lastMinute: lastMinute.get(task) ?? { runs: 0, failures: 0 },
    }));
  }

  async #dead(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const [task, { dead }] of this.tasks.all()) if (dead) counts.set(task, await dead.count());
    return counts;
  }
}

const partsOf = (counts: readonly StateCount[], task: string, state: JobState): StateCount[] =>
  counts.filter(part => part.task === task && part.state === state);

const sumOf = (...which: Parameters<typeof partsOf>): number =>
  partsOf(...which).reduce((sum, { count }) => sum + count, 0);

const oldestOf = (counts: readonly StateCount[], task: string): number | null => {
  const times = partsOf(counts, task, 'waiting').map(({ oldest }) => parseJobId(oldest).atMs);
  return times.length > 0 ? Math.min(...times) : null;
};
