import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { JobOperations } from '../../../migrations/0013-jobs.js';
import type { Engine } from '../bull-engine.js';
import { BullJobs, type BullOptions } from '../bull-jobs.js';
import { migrateJobs } from '../migrate-jobs.js';
import { JobDesk } from '../operations/desk.js';
import type { Sql } from '../operations/sql.js';
import { postgresEngine } from '../postgres-engine.js';
import { redisEngine } from '../redis-engine.js';
import { type EngineKind, type RedisOutage, RedisServer } from './redis-server.js';
import type { TaskContext, TaskHandler, TaskOutcome } from '../task.js';

const needed = [
  { name: '0001-foundation', class: Foundation },
  { name: '0006-jobs', class: Jobs },
  { name: '0013-jobs', class: JobOperations },
];

/** A PostgreSQL of the test's own, so that a test may kill it; with a Redis beside it that carries the wake-ups, if asked. */
export class QueueDatabase {
  readonly #pool: pg.Pool;

  private constructor(
    private readonly directory: string,
    private server: EmbeddedPostgres,
    private readonly redis: RedisServer | undefined,
  ) {
    this.#pool = new pg.Pool({ ...this.as(), ssl: false, max: 4 });
    this.#pool.on('error', () => undefined);
  }

  static async start(kind: EngineKind = 'PostgreSQL'): Promise<QueueDatabase> {
    const directory = mkdtempSync(path.join(tmpdir(), 'jobs-'));
    const server = await startEmbeddedPostgres(path.join(directory, 'pg'));
    const redis = kind === 'Redis' ? await RedisServer.start(directory) : undefined;
    const database = new QueueDatabase(directory, server, redis);
    await provision(database.as('postgres'), 'hub');
    await migrate(database.as(roles.owner), needed);
    await migrateJobs(database.as(roles.owner));
    return database;
  }

  as(user: string = roles.app): Connection {
    return { host: this.server.socketDirectory, port: 5432, user, database: 'hub' };
  }

  get redisUrl(): string | undefined {
    return this.redis?.url;
  }

  engine(): Engine {
    return this.redis ? redisEngine(this.redis.url) : postgresEngine(this.as());
  }

  readonly sql: Sql = async <Row extends object>(statement: string, values: readonly unknown[] = []) => {
    let place = 0;
    const numbered = statement.replaceAll('?', () => `$${(place += 1)}`);
    const { rows } = await this.#pool.query<pg.QueryResultRow>(numbered, [...values]);
    return rows as Row[];
  };

  async restart(whileAway: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.server.stop();
    await whileAway();
    this.server = await startEmbeddedPostgres(path.join(this.directory, 'pg'));
  }

  async redisOutage(whileAway: () => Promise<void>, how?: RedisOutage): Promise<void> {
    if (!this.redis) throw new Error('This queue is carried by PostgreSQL');
    await this.redis.outage(whileAway, how);
  }

  /** Forgets every job: what one test leaves behind must not run in the next. */
  async empty(): Promise<void> {
    await this.redis?.client.flushdb();
    await this.query('truncate causeway_jobs.job, causeway_jobs.dedup, causeway_jobs.dedup_next cascade');
    await this.query('truncate job_pause, job_parked, job_weight, job_failure, job_throughput');
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
    await this.#pool.end();
    await this.redis?.stop();
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
  database: QueueDatabase,
  handlers: Handlers,
  options?: Partial<BullOptions>,
): BullJobs => {
  const handlerOf = (task: string): TaskHandler => {
    const handler = handlers[task];
    if (!handler) throw new Error(`No handler for ${task}`);
    return handler;
  };
  const all = { process: true, concurrency: 10, ...options };
  return new BullJobs(database.engine(), new JobDesk(database.sql), handlerOf, all);
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
