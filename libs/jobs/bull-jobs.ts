import { Logger } from '@nestjs/common';
import type { WorkerOptions } from 'bullmq';
import { isWithin } from '#kernel';
import type { Census, Engine, LaneWorker, QueueName, RunJob } from './bull-engine.js';
import { Jobs, type WakeOptions } from './jobs.js';
import type { JobDesk } from './operations/desk.js';
import { Runs } from './runs.js';
import type { TaskHandler } from './task.js';
import { Wakes } from './wakes.js';

export interface BullOptions {
  /** Whether this process runs tasks or only wakes them. */
  readonly process: boolean;
  readonly concurrency: number;
  /** A run whose process fell silent for so long is given to another one. */
  readonly lockMs?: number;
  readonly retryMs?: number;
}

/** How long a run may take to notice that its signal was raised. */
const graceMs = 2000;
const attendMs = 1000;
const renumberEvery = 60;

/**
 * Jobs on BullMQ, on PostgreSQL or on Redis; one queue carries the lanes of all tasks in turns (see `Turns`), another
 * their alarms. Stalled count: by default a job is given up at the second crash under it.
 */
export class BullJobs extends Jobs {
  readonly wakes: Wakes;
  readonly census: Census;
  readonly #logger = new Logger(Jobs.name);
  readonly #runs: Runs;
  #workers: readonly LaneWorker[] = [];
  #attending: NodeJS.Timeout | undefined;
  #attended: Promise<void> = Promise.resolve();
  #seconds = 0;
  #lastError = '';

  constructor(
    private readonly engine: Engine,
    private readonly desk: JobDesk,
    handlerOf: (task: string) => TaskHandler,
    private readonly options: BullOptions,
  ) {
    super();
    this.wakes = new Wakes(engine, desk.standing, error => this.#onError(error));
    this.census = engine.census();
    const { concurrency, retryMs = 1000 } = options;
    this.#runs = new Runs(handlerOf, this.wakes, desk, { concurrency, retryMs });
  }

  override async wake(task: string, lane: string, options: WakeOptions = {}): Promise<void> {
    try {
      const { delayMs = 0 } = options;
      await (delayMs > 0 ? this.wakes.setAlarm(task, lane, delayMs) : this.wakes.add(task, lane));
    } catch (error) {
      this.#logger.warn(`Wake-up of ${task} for ${lane} is left to the sweeper: ${String(error)}`);
    }
  }

  override async wakeAll(task: string, lanes: readonly string[]): Promise<void> {
    try {
      await this.wakes.addAll(task, lanes);
    } catch (error) {
      this.#logger.warn(
        `Wake-up of ${task} for ${lanes.length} lanes is left to the sweeper: ${String(error)}`,
      );
    }
  }

  override async start(): Promise<void> {
    await Promise.all([this.wakes.lanes.get(), this.wakes.alarms.get()]);
    if (!this.options.process) return;
    const { concurrency } = this.options;
    const workers = [
      this.#worker('lanes', this.#runLane, concurrency),
      this.#worker('alarms', this.#ring, Math.min(concurrency, 4)),
    ];
    await Promise.all(workers.map(worker => worker.waitUntilReady()));
    await this.desk.standing.refresh();
    this.#workers = workers;
    for (const worker of workers) worker.run().catch((error: unknown) => this.#onError(error as Error));
    this.#attending = setTimeout(this.#attend, attendMs);
  }

  override async drain(timeoutMs: number): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    clearTimeout(this.#attending);
    await this.#attended;
    if (workers.length === 0) return;
    const finished = Promise.all(workers.map(worker => worker.close()));
    if (!(await isWithin(finished, timeoutMs))) {
      for (const worker of workers) worker.cancelAllJobs('The process stops');
      if (!(await isWithin(finished, graceMs))) {
        this.#logger.warn('Left running jobs behind; another process will run them again');
        await Promise.all(workers.map(worker => worker.disconnect()));
      }
    }
    await this.desk.throughput.flush().catch((error: unknown) => this.#onError(error as Error));
  }

  override async close(): Promise<void> {
    await this.drain(0);
    await Promise.all([this.wakes.close(), this.census.close()]);
  }

  #worker(name: QueueName, run: RunJob, concurrency: number): LaneWorker {
    const { lockMs = 15_000 } = this.options;
    const settings: Omit<WorkerOptions, 'connection'> = {
      autorun: false,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      maxStalledCount: 1000,
      drainDelay: 10,
      runRetryDelay: 1000,
    };
    const worker = this.engine.worker(name, run, settings);
    worker.on('error', error => this.#onError(error));
    worker.on('failed', (job, error) => {
      const which = job ? `${job.name} for ${job.data.lane}, attempt ${job.attemptsMade}` : 'A job';
      this.#logger.error(`${which} failed`, error.stack);
    });
    return worker;
  }

  /** BullMQ hands over a signal only to a function that declares three parameters. */
  readonly #runLane: RunJob = async ({ name: task, data: { lane } }, _token, signal) => {
    // On Redis a worker that drains may still be handed the one job that it was waiting for.
    if (this.#workers.length === 0) return this.wakes.add(task, lane);
    await this.#runs.run({ task, lane, signal: signal ?? new AbortController().signal });
    this.#lastError = '';
  };

  readonly #ring: RunJob = async ({ name, data }) => this.wakes.add(name, data.lane);

  readonly #attend = (): void => {
    this.#attended = this.#attendOnce().finally(() => {
      if (this.#workers.length > 0) this.#attending = setTimeout(this.#attend, attendMs);
    });
  };

  async #attendOnce(): Promise<void> {
    try {
      await this.desk.attend((task, lanes) => this.wakes.addAll(task, lanes));
      this.#seconds += 1;
      if (this.#seconds % renumberEvery === 0) await this.wakes.renumber();
    } catch (error) {
      this.#onError(error as Error);
    }
  }

  /** An engine that is away says so at every attempt to reach it; once is enough. */
  #onError(error: Error): void {
    if (error.message === this.#lastError) return;
    this.#lastError = error.message;
    this.#logger.warn(`The queue has a problem: ${error.message}`);
  }
}
