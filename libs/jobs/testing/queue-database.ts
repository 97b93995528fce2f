import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  type Connection,
  type EmbeddedPostgres,
  migrate,
  provision,
  roles,
  startEmbeddedPostgres,
} from '#database';
import { Foundation } from '../../../migrations/0001-foundation.js';
import { Jobs } from '../../../migrations/0006-jobs.js';
import { postgresEngine, redisEngine } from '../bull-engine.js';
import { BullJobs, type BullOptions } from '../bull-jobs.js';
import { migrateJobs } from '../migrate-jobs.js';
import type { TaskContext, TaskHandler, TaskOutcome } from '../task.js';

/** With it, the specs of BullJobs (run in band) hold Redis to the same sentences. */
const redisUrl = process.env['TEST_REDIS_URL'];

const needed = [
  { name: '0001-foundation', class: Foundation },
  { name: '0006-jobs', class: Jobs },
];

/** A PostgreSQL of the test's own, so that a test may kill it. */
export class QueueDatabase {
  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<QueueDatabase> {
    const directory = mkdtempSync(path.join(tmpdir(), 'jobs-'));
    const database = new QueueDatabase(directory, await startEmbeddedPostgres(path.join(directory, 'pg')));
    await provision(database.as('postgres'), 'hub');
    await migrate(database.as(roles.owner), needed);
    await migrateJobs(database.as(roles.owner));
    return database;
  }

  as(user: string = roles.app): Connection {
    return { host: this.server.socketDirectory, port: 5432, user, database: 'hub' };
  }

  async restart(whileAway: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.server.stop();
    await whileAway();
    this.server = await startEmbeddedPostgres(path.join(this.directory, 'pg'));
  }

  /** Forgets every job: what one test leaves behind must not run in the next. */
  async empty(): Promise<void> {
    const client = redisUrl ? new Redis(redisUrl) : undefined;
    await client?.flushdb();
    client?.disconnect();
    await this.query('truncate causeway_jobs.job, causeway_jobs.dedup, causeway_jobs.dedup_next cascade');
  }

  /** As the superuser; answers the number of rows. */
  async query(sql: string): Promise<number | null> {
    const client = new pg.Client({ ...this.as('postgres'), ssl: false });
    await client.connect();
    try {
      return (await client.query(sql)).rowCount;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

type Run = (lane: string, context: TaskContext) => Promise<TaskOutcome>;

/** Counts runs and overlapping runs of one lane across every process that shares it. */
export class Recorder implements TaskHandler {
  readonly runs: string[] = [];
  readonly #running = new Map<string, number>();
  mostAtOnce = 0;
  mostPerLane = 0;

  constructor(private readonly work: Run = () => Promise.resolve('done')) {}

  async run(lane: string, context: TaskContext): Promise<TaskOutcome> {
    this.runs.push(lane);
    this.#count(lane, 1);
    try {
      return await this.work(lane, context);
    } finally {
      this.#count(lane, -1);
    }
  }

  of(lane: string): number {
    return this.runs.filter(run => run === lane).length;
  }

  #count(lane: string, by: number): void {
    this.#running.set(lane, (this.#running.get(lane) ?? 0) + by);
    this.mostPerLane = Math.max(this.mostPerLane, ...this.#running.values());
    this.mostAtOnce = Math.max(
      this.mostAtOnce,
      [...this.#running.values()].filter(count => count > 0).length,
    );
  }
}

type Handlers = Readonly<Record<string, TaskHandler>>;

export const createJobs = (
  connection: Connection,
  handlers: Handlers,
  options?: Partial<BullOptions>,
): BullJobs => {
  const handlerOf = (task: string): TaskHandler => {
    const handler = handlers[task];
    if (!handler) throw new Error(`No handler for ${task}`);
    return handler;
  };
  const engine = redisUrl ? redisEngine(redisUrl) : postgresEngine(connection);
  return new BullJobs(engine, handlerOf, { process: true, concurrency: 10, ...options });
};

/** One process of the cluster. */
export const startJobs = async (...process: Parameters<typeof createJobs>): Promise<BullJobs> => {
  const jobs = createJobs(...process);
  await jobs.start();
  return jobs;
};

export const until = async (condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> => {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited >= timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(5);
  }
};

/** Resolved by the test: holds a run where it is. */
export const gate = (): { readonly opened: Promise<undefined>; open(): void } => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { opened: promise, open: () => resolve(undefined) };
};
