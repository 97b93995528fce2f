import { Logger } from '@nestjs/common';
import type { JobsOptions } from 'bullmq';
import { newId } from '#kernel';
import { type Engine, type LaneJob, type LaneQueue, type LaneWorker, type RunJob } from './bull-engine.js';
import { Jobs, type WakeOptions } from './jobs.js';
import type { TaskHandler, TaskOutcome } from './task.js';

export interface BullOptions {
  /** Whether this process runs tasks or only wakes them. */
  readonly process: boolean;
  readonly concurrency: number;
  /** A run whose process fell silent for so long is given to another one. */
  readonly lockMs?: number;
  readonly retryMs?: number;
}

const attempts = 3;
const bulk = 500;
/** How long a run may take to notice that its signal was raised. */
const graceMs = 2000;

/**
 * Jobs on BullMQ, on PostgreSQL or on Redis; one queue carries all tasks.
 *
 * - A lane is a deduplication id with `keepLastIfActive`: an add during a run is kept as the one that follows it. With a
 *   plain deduplication id, or the lane as job id, it would be lost.
 * - The kept one is *overwritten* by the next add during the same run. A delayed wake-up that replaced an immediate one
 *   would make it late, so delays are jobs of their own (alarms, one a lane) and a lane's own job is always immediate.
 * - Every job gets a UUID: a generated id would execute CREATE SEQUENCE, which the serving role may not.
 * - The engine rejects an add at once while it is away, and BullMQ keeps a failed first connection for ever: the queue is
 *   opened anew until it succeeds.
 * - Attempts: a job that is done when its connection breaks counts as failed. Stalled count: by default a job is given up
 *   at the second crash under it.
 */
export class BullJobs extends Jobs {
  readonly #logger = new Logger(Jobs.name);
  #opening: Promise<LaneQueue> | undefined;
  #worker: LaneWorker | undefined;
  #lastError = '';

  constructor(
    private readonly engine: Engine,
    private readonly handlerOf: (task: string) => TaskHandler,
    private readonly options: BullOptions,
  ) {
    super();
  }

  override async wake(task: string, lane: string, options: WakeOptions = {}): Promise<void> {
    try {
      const { delayMs = 0 } = options;
      await (delayMs > 0 ? this.#setAlarm(task, lane, delayMs) : this.#add(task, lane));
    } catch (error) {
      this.#logger.warn(`Wake-up of ${task} for ${lane} is left to the sweeper: ${String(error)}`);
    }
  }

  override async wakeAll(task: string, lanes: readonly string[]): Promise<void> {
    try {
      const queue = await this.#open();
      const jobs = [...new Set(lanes)].map(lane => ({
        name: task,
        data: { lane },
        opts: this.#laneOptions(task, lane),
      }));
      for (let from = 0; from < jobs.length; from += bulk) await queue.addBulk(jobs.slice(from, from + bulk));
    } catch (error) {
      this.#logger.warn(
        `Wake-up of ${task} for ${lanes.length} lanes is left to the sweeper: ${String(error)}`,
      );
    }
  }

  override async start(): Promise<void> {
    await this.#open();
    if (!this.options.process) return;
    const { concurrency, lockMs = 15_000 } = this.options;
    const worker = this.engine.worker(this.#run, {
      autorun: false,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      maxStalledCount: 1000,
      drainDelay: 10,
      runRetryDelay: 1000,
    });
    worker.on('error', this.#onError);
    worker.on('failed', (job, error) => {
      const run = job ? `${job.name} for ${job.data.lane}, attempt ${job.attemptsMade}` : 'A job';
      this.#logger.error(`${run} failed`, error.stack);
    });
    await worker.waitUntilReady();
    this.#worker = worker;
    worker.run().catch(this.#onError);
  }

  override async drain(timeoutMs: number): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const finished = worker.close();
    if (await isWithin(finished, timeoutMs)) return;
    worker.cancelAllJobs('The process stops');
    if (await isWithin(finished, graceMs)) return;
    this.#logger.warn('Left running jobs behind; another process will run them again');
    await worker.disconnect();
  }

  override async close(): Promise<void> {
    await this.drain(0);
    const opening = this.#opening;
    this.#opening = Promise.reject(new Error('The queue is closed'));
    this.#opening.catch(() => undefined);
    if (opening) await opening.then(queue => queue.close());
  }

  /** BullMQ hands over a signal only to a function that declares three parameters. */
  readonly #run: RunJob = async (job, _token, signal) => {
    const { lane, alarm } = job.data;
    // On Redis a worker that drains may still be handed the one job that it was waiting for.
    const draining = !this.#worker;
    if (alarm || draining) return this.#add(job.name, lane);
    const context = { signal: signal ?? new AbortController().signal };
    await this.#follow(job.name, lane, await this.handlerOf(job.name).run(lane, context));
    this.#lastError = '';
  };

  /** Throws when the queue is away: then the job fails as well and its next attempt says the same again. */
  async #follow(task: string, lane: string, outcome: TaskOutcome): Promise<void> {
    if (outcome === 'more') await this.#add(task, lane);
    else if (outcome !== 'done') await this.#setAlarm(task, lane, outcome.againInMs);
  }

  async #add(task: string, lane: string): Promise<void> {
    const queue = await this.#open();
    await queue.add(task, { lane }, this.#laneOptions(task, lane));
  }

  /** One alarm a lane, the earliest: a later one is dropped, for the earlier run decides anew when to come again. */
  async #setAlarm(task: string, lane: string, delayMs: number): Promise<void> {
    const queue = await this.#open();
    const data: LaneJob = { lane, alarm: true };
    const delay = Math.max(1, Math.round(delayMs));
    const deduplication = { id: `${task}:${lane}:alarm`, keepLastIfActive: true };
    const wanted = { ...this.#retry, delay, jobId: newId() };
    const added = await queue.add(task, data, { ...wanted, deduplication });
    if (!added.id || added.id === wanted.jobId) return;
    const waiting = await queue.getJob(added.id);
    if (
      !waiting ||
      !(await waiting.isDelayed()) ||
      waiting.timestamp + waiting.delay <= added.timestamp + delay
    )
      return;
    await queue.add(task, data, {
      ...wanted,
      jobId: newId(),
      deduplication: { ...deduplication, replace: true },
    });
  }

  #laneOptions(task: string, lane: string): JobsOptions {
    return {
      ...this.#retry,
      jobId: newId(),
      deduplication: { id: `${task}:${lane}`, keepLastIfActive: true },
    };
  }

  get #retry(): JobsOptions {
    const { retryMs = 1000 } = this.options;
    return { attempts, backoff: { type: 'exponential', delay: retryMs } };
  }

  #open(): Promise<LaneQueue> {
    this.#opening ??= this.#openQueue().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #openQueue(): Promise<LaneQueue> {
    const queue = this.engine.queue({
      streams: { events: { maxLen: 1000 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 7 * 86_400, count: 500 } },
    });
    queue.on('error', this.#onError);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  /** An engine that is away says so at every attempt to reach it; once is enough. */
  readonly #onError = (error: Error): void => {
    if (error.message === this.#lastError) return;
    this.#lastError = error.message;
    this.#logger.warn(`The queue has a problem: ${error.message}`);
  };
}

const isWithin = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
