import { setTimeout as sleep } from 'node:timers/promises';
import {
  createPostgresBackend,
  type JobsOptions,
  Queue,
  type QueueOptions,
  type RedisOptions,
  withBackend,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { Connection } from '#database';

export const queueName = 'lanes';
export const queueSchema = 'causeway_jobs';

export interface LaneJob {
  readonly lane: string;
  /** An alarm runs no task: when its time comes it wakes the lane. */
  readonly alarm?: true;
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

export interface Engine {
  queue(options: Omit<QueueOptions, 'connection'>): LaneQueue;
  worker(run: RunJob, options: Omit<WorkerOptions, 'connection'>): LaneWorker;
}

/**
 * A worker whose claim fails asks again at once, because BullMQ takes only ECONNREFUSED for an outage; a server that is
 * starting up or whose socket is gone would cost a whole core.
 */
const createPatientBackend: typeof createPostgresBackend = (...parameters) => {
  const backend = createPostgresBackend(...parameters);
  const claim = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...job) => {
    try {
      return (await claim(...job)) as unknown[];
    } catch (error) {
      await sleep(250);
      throw error;
    }
  };
  return backend;
};

const postgres = withBackend(createPatientBackend);

/** Few connections: two to add, three to work and one that listens; an idle process keeps two or three of them. */
export const postgresEngine = (connection: Connection): Engine => {
  const at = (max: number) => ({
    host: connection.host,
    port: connection.port,
    user: connection.user,
    ...(connection.password === undefined ? {} : { password: connection.password }),
    database: connection.database,
    ...(connection.ssl ? { ssl: { rejectUnauthorized: true } } : {}),
    schema: queueSchema,
    max,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  return {
    queue: options => new postgres.Queue<LaneJob>(queueName, { ...options, connection: at(2) }),
    worker: (run, options) =>
      new postgres.Worker<LaneJob, void>(queueName, run, { ...options, connection: at(3) }),
  };
};

const redisAt = (url: string): RedisOptions => {
  const at = new URL(url);
  return {
    host: at.hostname,
    port: Number(at.port || 6379),
    ...(at.username ? { username: decodeURIComponent(at.username) } : {}),
    ...(at.password ? { password: decodeURIComponent(at.password) } : {}),
    db: Number(at.pathname.slice(1) || 0),
    ...(at.protocol === 'rediss:' ? { tls: {} } : {}),
  };
};

export const redisEngine = (url: string): Engine => {
  const prefix = queueSchema;
  // Adding fails at once while Redis is away, where the client would otherwise hold the caller until it is back.
  const producer: RedisOptions = { ...redisAt(url), enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const consumer: RedisOptions = { ...redisAt(url), maxRetriesPerRequest: null };
  return {
    queue: options => new Queue<LaneJob>(queueName, { ...options, prefix, connection: producer }),
    worker: (run, options) =>
      new Worker<LaneJob, void>(queueName, run, { ...options, prefix, connection: consumer }),
  };
};
