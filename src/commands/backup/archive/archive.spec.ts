import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BackupHead } from './format.js';
import { readArchive } from './reader.js';
import { type Member, memberOf, writeArchive } from './writer.js';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-archive-'));
const file = path.join(folder, 'a.tar.gz');
const head: BackupHead = {
  format: 'causeway.backup/1',
  createdAt: '2027-01-31T10:00:00.000Z',
  postgres: { major: 18, version: 'PostgreSQL 18.4', platform: 'linux-x64' },
  migrations: ['0001-foundation'],
  keyIds: [],
  withKeys: false,
};

async function* members(): AsyncGenerator<Member> {
  yield { path: 'postgres', kind: 'directory', size: 0, content: () => [] };
  yield memberOf('postgres/PG_VERSION', '18\n');
  yield memberOf('postgres/empty', '');
  yield memberOf('postgres/base/1', Buffer.alloc(100_000, 'x'));
}

let plain: Buffer;

beforeAll(async () => {
  await writeArchive(file, head, members());
  plain = gunzipSync(readFileSync(file));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an archive', () => {
  it('is read back byte for byte, and by tar', async () => {
    const seen = new Map<string, string>();
    const read = await readArchive(file, {
      file: name => {
        seen.set(name, '');
        return {
          write: chunk => void seen.set(name, `${seen.get(name) ?? ''}${chunk.toString()}`),
          end: () => undefined,
        };
      },
    });
    expect(read).toEqual(head);
    expect(seen).toEqual(
      new Map([
        ['postgres/PG_VERSION', '18\n'],
        ['postgres/empty', ''],
        ['postgres/base/1', 'x'.repeat(100_000)],
      ]),
    );
    const listed = spawnSync('tar', ['tzf', file], { encoding: 'utf8' });
    expect(listed.stdout.split('\n')).toEqual(
      expect.arrayContaining(['causeway-backup.json', 'postgres/PG_VERSION', 'checksums.json']),
    );
  });

  it('is not written over another one', async () => {
    writeFileSync(`${file}.partial`, '');
    await expect(writeArchive(file, head, members())).rejects.toThrow(/EEXIST/);
  });

  it('is refused wherever a byte of what was stored is changed', async () => {
    const damaged = path.join(folder, 'damaged.tar.gz');
    const start = plain.indexOf('postgres/base/1\0');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 100_511 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const copy = Buffer.from(plain);
          copy.writeUInt8(copy.readUInt8(start + at) ^ bits, start + at);
          writeFileSync(damaged, gzipSync(copy, { level: 1 }));
          await expect(readArchive(damaged)).rejects.toThrow(/is damaged/);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is refused wherever it is cut off', async () => {
    const cut = path.join(folder, 'cut.tar.gz');
    const whole = readFileSync(file);
    for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
      writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * share)));
      await expect(readArchive(cut)).rejects.toThrow(/is damaged/);
    }
  });

  it('is refused when it names a file outside of its directory', async () => {
    const strange = path.join(folder, 'strange.tar.gz');
    async function* outside(): AsyncGenerator<Member> {
      yield memberOf('postgres/../../etc/passwd', 'x');
    }
    await writeArchive(strange, head, outside());
    await expect(readArchive(strange)).rejects.toThrow(/it holds postgres\/\.\./);
  });
});
