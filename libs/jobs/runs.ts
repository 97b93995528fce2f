import { Logger } from '@nestjs/common';
import { organizationOf } from './operations/parking.js';
import type { JobDesk } from './operations/desk.js';
import { Slots } from './slots.js';
import type { TaskHandler, TaskOutcome } from './task.js';
import type { Wakes } from './wakes.js';

/** How long the excess run of one organization stays before others are looked at; it holds a place meanwhile. */
const patienceMs = 250;

export interface LaneRun {
  readonly task: string;
  readonly lane: string;
  readonly signal: AbortSignal;
}

/** Of ten places one organization gets eight: the others always find one soon. */
const placesOf = (concurrency: number): number =>
  concurrency < 2 ? concurrency : concurrency - Math.max(1, Math.floor(concurrency / 5));

/** Runs lanes: unless they are paused, within their organization's places, and again after a while if they throw. */
export class Runs {
  readonly #logger = new Logger('Jobs');
  readonly #slots: Slots;

  constructor(
    private readonly handlerOf: (task: string) => TaskHandler,
    private readonly wakes: Wakes,
    private readonly desk: JobDesk,
    private readonly options: { readonly concurrency: number; readonly retryMs: number },
  ) {
    this.#slots = new Slots(placesOf(options.concurrency));
  }

  /** Throws when the queue or the tables are away: then the job fails and the engine's next attempt says the same. */
  async run(run: LaneRun): Promise<void> {
    const organization = organizationOf(run.lane);
    if (!(await this.#slots.take(organization, patienceMs))) return this.wakes.add(run.task, run.lane);
    try {
      await this.#attempt(run);
    } finally {
      this.#slots.release(organization);
    }
  }

  async #attempt(run: LaneRun): Promise<void> {
    const { task, lane, signal } = run;
    let outcome: TaskOutcome;
    try {
      const handler = this.handlerOf(task);
      if (await this.desk.parking.hold(task, lane, handler)) return;
      outcome = await handler.run(lane, { signal });
    } catch (error) {
      return this.#failed(run, error);
    }
    this.desk.throughput.count(task, true);
    await this.#follow(run, outcome);
    await this.desk.failures.forget(task, lane);
  }

  async #follow({ task, lane }: LaneRun, outcome: TaskOutcome): Promise<void> {
    if (outcome === 'more') await this.wakes.add(task, lane);
    else if (outcome !== 'done') await this.wakes.setAlarm(task, lane, outcome.againInMs);
  }

  async #failed(run: LaneRun, error: unknown): Promise<void> {
    const { task, lane } = run;
    this.desk.throughput.count(task, false);
    const waitMs = await this.desk.failures.note(run, error, this.options.retryMs);
    const again = `again in ${(waitMs / 1000).toFixed(1)} s`;
    this.#logger.error(`${task} for ${lane} failed; ${again}`, error instanceof Error ? error.stack : error);
    await this.wakes.setAlarm(task, lane, waitMs);
  }
}
