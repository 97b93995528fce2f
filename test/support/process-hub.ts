import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '#database';
import type { TestDatabase } from './database.js';
import { freePort } from './dav-server.js';

export interface ProcessHubOptions {
  /** Absent: the hub starts its own PostgreSQL in its data directory. */
  readonly database?: Pick<TestDatabase, 'app' | 'owner'>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** As `npm start` runs it. */
const entry = path.resolve('dist/bundle/main.js');
const compileCache = path.resolve('node_modules/.cache/node');
const flags = readFileSync('bin/node-flags', 'utf8').trim().split(' ');

const urlOf = ({ user, database, host, port }: Connection): string =>
  `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;

/** The hub as it is deployed: a process of its own, which can be stopped, halted, killed and started again. */
export class ProcessHub {
  /** What it said since its last start. */
  log = '';
  operatorKey = '';
  private child: ChildProcess | undefined;

  constructor(
    readonly url: string,
    readonly directory: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('The hub does not run');
    return pid;
  }

  /** Of the last one that ended. */
  get exitCode(): number | null {
    return this.child?.exitCode ?? null;
  }

  /** Resident memory in bytes. */
  get memory(): number {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Number(line?.[1]) * 1024;
  }

  async start(): Promise<void> {
    this.log = '';
    const child = spawn(process.execPath, [...flags, entry], {
      env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    }
    this.child = child;
    if (this.environment['CAUSEWAY_ROLE'] !== 'worker') await this.untilReady(child);
    this.operatorKey ||= /shown this once:\s+(\S+)/.exec(this.log)?.[1] ?? '';
  }

  /** A worker answers nobody; it says when it takes work. */
  async untilAtWork(): Promise<void> {
    const { child } = this;
    while (!this.log.includes('Worker  ')) {
      if (child?.exitCode !== null) throw new Error(`The worker ended at once:\n${this.log}`);
      await sleep(50);
    }
  }

  /** SIGKILL ends it at once; SIGSTOP halts it and SIGCONT lets it go on. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
  }

  /** Ends it in order and forgets its data. */
  async stop(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async untilReady(child: ChildProcess): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += 50) {
      if (child.exitCode !== null) throw new Error(`The hub ended at once:\n${this.log}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      await answer?.text().catch(() => undefined);
      // Its own key line comes after it listens.
      if (answer?.ok && this.log.includes('API  ')) return;
      await sleep(50);
    }
    throw new Error(`The hub was not ready after a minute:\n${this.log}`);
  }
}

export const startHubProcess = async (options: ProcessHubOptions = {}): Promise<ProcessHub> => {
  const { database, settings = {} } = options;
  const port = settings['PORT'] ?? String(await freePort());
  const directory = mkdtempSync(path.join(tmpdir(), 'causeway-process-'));
  const hub = new ProcessHub(`http://127.0.0.1:${port}`, directory, {
    PORT: port,
    LOG_LEVEL: 'warn',
    CAUSEWAY_DATA_DIR: directory,
    CAUSEWAY_KEY: randomBytes(32).toString('base64'),
    CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
    CAUSEWAY_RATE_LIMIT: '1000000',
    CAUSEWAY_SWEEP_MS: '1000',
    ...(database ? { DATABASE_URL: urlOf(database.app), DATABASE_OWNER_URL: urlOf(database.owner) } : {}),
    ...settings,
  });
  await hub.start();
  return hub;
};
