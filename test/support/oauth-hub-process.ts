import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '#database';
import type { TestDatabase } from './database.js';
import { freePort } from './oauth-connect.js';

/** A hub in a process of its own, as `npm start` starts it, on a database that several may share. */
export interface HubProcess {
  readonly url: string;
  /** Everything it wrote to its standard streams. */
  output(): string;
  /** SIGKILL: no farewell. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const main = path.resolve('dist/src/main.js');
const urlOf = ({ host, user, database }: Connection): string =>
  `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;

export const startHubProcess = async (
  database: TestDatabase,
  settings: Readonly<Record<string, string>>,
): Promise<HubProcess> => {
  if (!existsSync(main)) throw new Error('The hub is not built: run `npm test`, or `node bin/setup.mjs` first');
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-process-'));
  const port = settings['PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: urlOf(database.app),
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
      CAUSEWAY_RATE_LIMIT: '1000000',
      LOG_LEVEL: 'warn',
      PORT: port,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const output = (): string => chunks.join('');
  const end = (signal: NodeJS.Signals) => ended(child, signal, folder);
  const url = `http://127.0.0.1:${port}`;
  await untilServing(child, url, output);
  return { url, output, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
};

const untilServing = async (child: ChildProcess, url: string, output: () => string): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The hub ended at once: ${output()}`);
    const answer = await fetch(`${url}/v1/providers`).catch(() => null);
    if (answer) return void (await answer.text());
    await sleep(50);
  }
  throw new Error(`The hub did not answer in 30 seconds: ${output()}`);
};

const ended = async (child: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> => {
  const over = new Promise(resolve => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await over;
  rmSync(folder, { recursive: true, force: true });
};
