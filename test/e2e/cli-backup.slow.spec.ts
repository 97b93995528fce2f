import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Caller, type ProcessHub, startHubProcess } from '#support';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-backup-'));
const archive = path.join(folder, 'hub.tar.gz');
let hub: ProcessHub;
let operator: Caller;
const names: string[] = [];

const keyFileOf = (directory: string): string => path.join(directory, 'keys', 'vault.json');

const causeway = (args: readonly string[], directory = hub.directory, more: Record<string, string> = {}) => {
  const done = spawnSync(process.execPath, ['dist/src/cli.js', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      CAUSEWAY_DATA_DIR: directory,
      CAUSEWAY_PROFILE: path.join(folder, 'profile.json'),
      PORT: new URL(hub.url).port,
      ...more,
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
};

const organization = async (name: string): Promise<void> => {
  await operator.post('/admin/v1/organizations', { name, owner: { email: 'o@example.com', name: 'Olga' } });
  names.push(name);
};

/** A backup in one process while this one goes on writing. */
const backupDuringWrites = async (args: readonly string[]): Promise<void> => {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['dist/src/cli.js', 'backup', ...args], {
    env: { PATH: process.env['PATH'] ?? '', CAUSEWAY_DATA_DIR: hub.directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let code: number | null | undefined;
  child.once('close', ended => (code = ended));
  for (let count = 0; code === undefined; count += 1) await organization(`During ${count}`);
  if (code !== 0) throw new Error(`The backup ended with ${code}: ${text}`);
};

beforeAll(async () => {
  // No CAUSEWAY_KEY: the key file is part of the story.
  hub = await startHubProcess({ settings: { CAUSEWAY_KEY: '' } });
  operator = new Caller(hub.url, hub.operatorKey);
  for (let count = 0; count < 5; count += 1) await organization(`Before ${count}`);
}, 120_000);
afterAll(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup of the embedded database', () => {
  let atEnd: string[];

  it('is made while the hub writes, and verified', async () => {
    const before = [...names];
    await backupDuringWrites([archive]);
    atEnd = [...names];
    expect(atEnd.length).toBeGreaterThan(before.length);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(gunzipSync(readFileSync(archive)).includes('vault.json')).toBe(false);
  });

  it('passes the drill with the key file, and fails it with another one', () => {
    const passed = causeway(['backup', 'drill', archive, '--json']);
    const report = JSON.parse(passed.out) as { rows: Record<string, number>; chains: unknown[] };
    expect(passed.code).toBe(0);
    expect(report).toMatchObject({ passed: true, vault: { isOpen: true } });
    expect(report.rows['organization']).toBeGreaterThanOrEqual(5);
    expect(report.chains.length).toBeGreaterThanOrEqual(5);
    const other = path.join(folder, 'other.json');
    const stranger = mkdtempSync(path.join(tmpdir(), 'causeway-stranger-'));
    const text = readFileSync(keyFileOf(hub.directory), 'utf8');
    writeFileSync(other, text.replace(/"key": "(..)/, '"key": "$1x'), { mode: 0o600 });
    const failed = causeway(['restore', '--drill', archive, '--key-file', other]);
    rmSync(stranger, { recursive: true });
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/vault does not open/);
    expect(causeway(['doctor', '--offline', '--json']).out).toContain('restored for trial');
  });

  it('is refused when a byte is changed, or its end is missing, and leaves nothing behind', () => {
    const bytes = readFileSync(archive);
    const cut = path.join(folder, 'cut.tar.gz');
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const changed = path.join(folder, 'changed.tar.gz');
    const plain = gunzipSync(bytes);
    // The first byte of a file, right behind its header of 512 bytes.
    const at = plain.indexOf('postgres/backup_label\0') + 512;
    plain.writeUInt8(plain.readUInt8(at) ^ 1, at);
    writeFileSync(changed, gzipSync(plain, { level: 1 }));
    for (const file of [cut, changed]) {
      const target = path.join(folder, 'nothing');
      const refused = causeway(['restore', file], target);
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('is damaged')]);
      expect(existsSync(path.join(target, 'postgres'))).toBe(false);
    }
    const foreign = path.join(folder, 'foreign.tar.gz');
    writeFileSync(foreign, gzipSync('something else entirely'.repeat(100)));
    expect(causeway(['backup', 'drill', foreign]).code).toBe(1);
  });

  it('is not restored over anything', () => {
    const refused = causeway(['restore', archive]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('nothing is overwritten')]);
  });

  it('is a hub again elsewhere after the first one was killed', async () => {
    await hub.kill('SIGKILL');
    const elsewhere = path.join(folder, 'elsewhere');
    const restored = causeway(['restore', archive], elsewhere);
    expect(restored.code).toBe(0);
    expect(restored.out).toMatch(/Before you start the hub, put key [0-9a-f-]{36} back/);
    mkdirSync(path.dirname(keyFileOf(elsewhere)), { recursive: true, mode: 0o700 });
    copyFileSync(keyFileOf(hub.directory), keyFileOf(elsewhere));
    const second = await startHubProcess({ settings: { CAUSEWAY_DATA_DIR: elsewhere, CAUSEWAY_KEY: '' } });
    try {
      const there = new Caller(second.url, hub.operatorKey);
      const { data } = await there.get<{ data: { name: string }[] }>('/admin/v1/organizations?limit=200');
      const found = data.map(({ name }) => name);
      expect(found).toEqual(expect.arrayContaining(['Before 0', 'Before 4']));
      // A prefix of what was written, without a hole: what was committed before another is there if that is.
      const during = atEnd.filter(name => name.startsWith('During') && found.includes(name));
      expect(during).toEqual(atEnd.filter(name => name.startsWith('During')).slice(0, during.length));
      await there.post('/admin/v1/organizations', {
        name: 'After',
        owner: { email: 'o@example.com', name: 'Olga' },
      });
    } finally {
      await second.kill('SIGTERM');
    }
    const again = causeway(['backup', path.join(folder, 'again.tar.gz'), '--with-keys'], elsewhere);
    expect(again.code).toBe(0);
    const drilled = causeway(
      ['backup', 'drill', path.join(folder, 'again.tar.gz'), '--json'],
      path.join(folder, 'no-keys'),
    );
    expect(JSON.parse(drilled.out)).toMatchObject({ passed: true, vault: { isOpen: true } });
  });
});
