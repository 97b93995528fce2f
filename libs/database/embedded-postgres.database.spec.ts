import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.js';

const directory = mkdtempSync(path.join(tmpdir(), 'embedded-'));
const data = path.join(directory, 'pg');
const claim = path.join(data, 'causeway.pid');
let server: EmbeddedPostgres | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const postmaster = (): number =>
  Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);

const answers = async ({ socketDirectory: host }: EmbeddedPostgres): Promise<boolean> => {
  const client = new pg.Client({ host, user: 'postgres', database: 'postgres', ssl: false });
  // A connection that breaks while it is closed says so in an event as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query('select 1')).rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** What another process writes that has the same directory. */
const claimOf = (pid: number): string =>
  `${pid} ${readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? ''}\n`;

/** Answers the id of the server that a killed process left behind. */
const startInProcessToKill = async (): Promise<number> => {
  const module = JSON.stringify(path.resolve('libs/database/embedded-postgres.ts'));
  const script = `const { startEmbeddedPostgres } = await import(${module}); await startEmbeddedPostgres(${JSON.stringify(data)}); console.log('ready');`;
  const hub = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await once(hub.stdout, 'data');
  const orphan = postmaster();
  const gone = once(hub, 'exit');
  hub.kill('SIGKILL');
  await gone;
  return orphan;
};

describe('the embedded PostgreSQL', () => {
  it('leaves a directory alone that another living process serves', async () => {
    server = await startEmbeddedPostgres(data);
    const first = postmaster();
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      const own = readFileSync(claim, 'utf8');
      writeFileSync(claim, claimOf(other.pid ?? 0));
      await expect(startEmbeddedPostgres(data)).rejects.toThrow(
        new RegExp(`process ${String(other.pid)}.*CAUSEWAY_DATA_DIR`, 's'),
      );
      writeFileSync(claim, own);
    } finally {
      other.kill();
    }
    expect(postmaster()).toBe(first);
    expect(await answers(server)).toBe(true);
  });

  it('takes over from a process that was killed', async () => {
    const first = await startInProcessToKill();
    server = await startEmbeddedPostgres(data);
    expect(postmaster()).not.toBe(first);
    expect(await answers(server)).toBe(true);
  });

  it('comes back when it is killed', async () => {
    server = await startEmbeddedPostgres(data);
    const first = postmaster();
    process.kill(first, 'SIGKILL');
    for (let tries = 0; tries < 200 && (postmasterOrNone() === first || !(await answers(server))); tries += 1)
      await sleep(50);
    expect(postmaster()).not.toBe(first);
    expect(await answers(server)).toBe(true);
  });

  it('stays away once it was stopped', async () => {
    const stopped = await startEmbeddedPostgres(data);
    await stopped.stop();
    await sleep(300);
    expect(await answers(stopped)).toBe(false);
    expect(postmasterOrNone()).toBeNull();
  });
});

const postmasterOrNone = (): number | null => {
  try {
    return postmaster();
  } catch {
    return null;
  }
};
