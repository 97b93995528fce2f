import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Redis } from 'ioredis';

export type EngineKind = 'PostgreSQL' | 'Redis';

const program = '/usr/bin/redis-server';

/** Both engines are held to the same sentences; without a Redis server that is said aloud, not passed over. */
export const engines = (): EngineKind[] => {
  if (existsSync(program)) return ['PostgreSQL', 'Redis'];
  process.stderr.write(`\nNOT TESTED: jobs on Redis, for there is no ${program} (Debian: redis-server)\n\n`);
  return ['PostgreSQL'];
};

/** What a Redis that went away knows when it is back. */
export type Memory = 'all' | 'nothing';

export interface RedisOutage {
  /** SIGKILL ends it amid whatever it does. */
  readonly signal?: 'SIGTERM' | 'SIGKILL';
  readonly remembers?: Memory;
}

/** A Redis of the test's own, so that a test may stop it. */
export class RedisServer {
  readonly client: Redis;

  private constructor(
    private readonly directory: string,
    private readonly port: number,
    private server: ChildProcess,
  ) {
    this.client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    this.client.on('error', () => undefined); // While it does not listen.
  }

  static async start(directory: string): Promise<RedisServer> {
    const port = await freePort();
    const redis = new RedisServer(directory, port, launch(directory, port));
    await redis.client.ping();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async outage(whileAway: () => Promise<void>, how: RedisOutage = {}): Promise<void> {
    const { signal = 'SIGTERM', remembers = 'all' } = how;
    await this.#end(signal);
    await whileAway();
    if (remembers === 'nothing')
      rmSync(path.join(this.directory, 'appendonlydir'), { recursive: true, force: true });
    this.server = launch(this.directory, this.port);
    await this.client.ping();
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const gone = once(this.server, 'exit');
    this.server.kill(signal);
    await gone;
  }
}

const launch = (directory: string, port: number): ChildProcess => {
  const persistence = ['--dir', directory, '--save', '', '--appendonly', 'yes'];
  return spawn(program, ['--port', String(port), '--bind', '127.0.0.1', ...persistence], { stdio: 'ignore' });
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
};
