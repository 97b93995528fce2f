import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, withBackend } from 'bullmq';
import type { Connection } from '#database';
import { type Engine, type LaneJob, type QueueName, queueSchema } from './bull-engine.js';
import { PostgresCensus } from './postgres-census.js';
import { PostgresTurns } from './postgres-turns.js';

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

/** BullMQ renews the locks of runs that were left behind for ever, on connections that are closed. */
class PostgresWorker extends postgres.Worker<LaneJob, void> {
  override async disconnect(): Promise<void> {
    await this.lockManager.close();
    await super.disconnect();
  }
}

const adders: Record<QueueName, number> = { lanes: 2, alarms: 1 };
const workers: Record<QueueName, number> = { lanes: 3, alarms: 1 };

/**
 * A commit that notifies holds a lock of the whole server until it is on the disk, so all processes' queue work would go
 * from flush to flush, one after the other. It need not be durable: a job is a wake-up, the sweeper finds what a crash of
 * the server made the queue forget (docs/adr/0005). Four workers did 3.15 times as much as one before, 3.85 times after;
 * a wake-up on an idle machine started within 45 ms in 99 of 100 cases before, within 8 after (docs/benchmarks.md).
 * https://www.postgresql.org/docs/18/wal-async-commit.html
 */
const commitSoon = '-c synchronous_commit=off';

/** Few connections, most of which close when idle: to add, to work, and one a queue that listens. */
export const postgresEngine = (connection: Connection): Engine => {
  const { ssl, ...address } = connection;
  const settings = {
    ...address,
    ...(ssl ? { ssl: { rejectUnauthorized: true } } : {}),
    options: commitSoon,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  };
  const at = (max: number) => ({ ...settings, schema: queueSchema, max });
  return {
    queue: (name, options) => new postgres.Queue<LaneJob>(name, { ...options, connection: at(adders[name]) }),
    worker: (name, run, options) =>
      new PostgresWorker(name, run, { ...options, connection: at(workers[name]) }),
    turns: () => new PostgresTurns(settings),
    census: () => new PostgresCensus(settings),
  };
};
