import type { JobsOptions, QueueOptions, WorkerOptions } from 'bullmq';

/** `lanes` run tasks; `alarms` only wait for their time and then wake a lane. */
export type QueueName = 'lanes' | 'alarms';
export const queueSchema = 'causeway_jobs';

export interface LaneJob {
  readonly lane: string;
}

interface AddedJob {
  readonly id?: string | undefined;
  readonly timestamp: number;
  readonly delay: number;
}

/** What we use of BullMQ's queue, the same on both engines. */
export interface LaneQueue {
  add(name: string, data: LaneJob, options: JobsOptions): Promise<AddedJob>;
  addBulk(jobs: { name: string; data: LaneJob; opts: JobsOptions }[]): Promise<unknown>;
  getJob(id: string): Promise<(AddedJob & { isDelayed(): Promise<boolean> }) | undefined>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface RunningJob {
  readonly name: string;
  readonly data: LaneJob;
  readonly attemptsMade: number;
}

export type RunJob = (
  job: RunningJob,
  token: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<void>;

/** What we use of BullMQ's worker. */
export interface LaneWorker {
  run(): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  cancelAllJobs(reason?: string): void;
  close(): Promise<void>;
  disconnect(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: RunningJob | undefined, error: Error) => void): unknown;
}

/** A lane that asks for its turn. */
export interface TurnWish {
  readonly organization: string;
  readonly weight: number;
  /** Its deduplication id: what waits already takes no second turn. */
  readonly key: string;
}

/**
 * Start-time fair queueing: a lane's turn is the turn being served now, or the one after its organization's last, so an
 * organization's first lane goes before the second of any other, and nobody who waits is overtaken for ever. A turn is
 * BullMQ's priority; an organization of weight n gets n lanes a turn.
 * https://en.wikipedia.org/wiki/Start-time_fair_queueing
 */
export interface Turns {
  take(wishes: readonly TurnWish[]): Promise<number[]>;
  /** Turns only grow while anybody waits; brings them down again before they reach BullMQ's limit. */
  renumber(): Promise<void>;
  close(): Promise<void>;
}

export type JobState = 'waiting' | 'active' | 'delayed' | 'failed';

export interface StateCount {
  readonly task: string;
  readonly state: JobState;
  readonly count: number;
  /** The id of the job that was made first. */
  readonly oldest: string;
}

/** Counts what the queues hold, by task and state; one task and state may come in several parts. */
export interface Census {
  take(): Promise<StateCount[]>;
  close(): Promise<void>;
}

/** BullMQ takes no higher priority. Lanes that reach it are served in order of arrival. */
export const lastTurn = 2 ** 21 - 1;
export const renumberAt = 2 ** 20;

export interface Engine {
  queue(name: QueueName, options: Omit<QueueOptions, 'connection'>): LaneQueue;
  worker(name: QueueName, run: RunJob, options: Omit<WorkerOptions, 'connection'>): LaneWorker;
  turns(): Turns;
  census(): Census;
}
