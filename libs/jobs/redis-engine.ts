import { Queue, type RedisOptions, Worker } from 'bullmq';
import { type Engine, type LaneJob, queueSchema } from './bull-engine.js';
import { RedisCensus } from './redis-census.js';
import { RedisTurns } from './redis-turns.js';

/** To say goodbye takes a Redis that listens; whoever gave work to the queue has waited for the answer already. */
class RedisQueue extends Queue<LaneJob> {
  override close(): Promise<void> {
    return this.backend.close(true);
  }
}

class RedisWorker extends Worker<LaneJob, void> {
  /** BullMQ renews the locks of runs that were left behind for ever, and waits for a Redis that is away. */
  override async disconnect(): Promise<void> {
    await this.lockManager.close();
    const clients = await Promise.all([this.backend.client, this.backend.blockingClient]);
    for (const client of clients) client?.disconnect();
  }
}

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
  const producer = { ...redisAt(url), enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const consumer: RedisOptions = { ...redisAt(url), maxRetriesPerRequest: null };
  return {
    queue: (name, options) => new RedisQueue(name, { ...options, prefix, connection: producer }),
    worker: (name, run, options) => new RedisWorker(name, run, { ...options, prefix, connection: consumer }),
    turns: () => new RedisTurns({ ...producer, lazyConnect: true }),
    census: () => new RedisCensus(producer),
  };
};
