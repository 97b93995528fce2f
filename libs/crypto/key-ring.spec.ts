import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { HubError } from '#kernel';
import { createKeyFile, readKeyFile } from './key-file.js';
import { KeyRing } from './key-ring.js';
import { VaultError } from './vault-error.js';

const directory = mkdtempSync(path.join(tmpdir(), 'causeway-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;
const freshFile = (): string => path.join(directory, String(++files), 'keys', 'vault.json');
const modeOf = (file: string): number => statSync(file).mode & 0o777;
const keyIn = (file: string): { id: string; key: string } => {
  const [first] = readKeyFile(file)?.keys ?? [];
  if (!first) throw new Error(`no key in ${file}`);
  return first;
};
const place = { organizationId: 'o', table: 't', rowId: 'r', field: 'f', version: 1 };
const exampleKey = Buffer.alloc(32, 7).toString('base64');

const refusal = (work: () => unknown): HubError => {
  try {
    work();
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

describe('A key file', () => {
  it('is made at the first start, for its owner alone, and says so', () => {
    const keyFile = freshFile();
    const ring = KeyRing.load({ keyFile });
    expect(ring.created).toBe(true);
    expect([modeOf(keyFile), modeOf(path.dirname(keyFile))]).toEqual([0o600, 0o700]);
    expect(readdirSync(path.dirname(keyFile))).toEqual(['vault.json']);
    expect(keyIn(keyFile).id).toBe(ring.currentKeyId);
  });

  it('is read, and left as it is, at every later start', () => {
    const keyFile = freshFile();
    const first = KeyRing.load({ keyFile });
    const content = readFileSync(keyFile);
    const later = KeyRing.load({ keyFile });
    expect(later.created).toBe(false);
    expect(later.unwrap(first.wrap(Buffer.from('x'), place), place).toString()).toBe('x');
    later.discardCreated();
    expect(readFileSync(keyFile)).toEqual(content);
  });

  it('is never replaced by one that is made at the same moment', () => {
    const keyFile = freshFile();
    KeyRing.load({ keyFile });
    const content = readFileSync(keyFile);
    expect(createKeyFile(keyFile, { version: 1, keys: [] })).toBe(false);
    expect(readFileSync(keyFile)).toEqual(content);
    expect(readdirSync(path.dirname(keyFile))).toEqual(['vault.json']);
  });

  it('is taken back only by the process that made it', () => {
    const keyFile = freshFile();
    KeyRing.load({ keyFile }).discardCreated();
    expect(existsSync(keyFile)).toBe(false);
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666])(
    'with mode %i is refused, with the cure',
    mode => {
      const keyFile = freshFile();
      KeyRing.load({ keyFile });
      chmodSync(keyFile, mode);
      const error = refusal(() => KeyRing.load({ keyFile }));
      expect(error.code).toBe('vault_key_unusable');
      expect(error.message).toContain(`chmod 600 ${keyFile}`);
      chmodSync(keyFile, 0o400);
      expect(KeyRing.load({ keyFile }).created).toBe(false);
    },
  );

  it('that is damaged is refused without showing what it holds', () => {
    const keyFile = freshFile();
    KeyRing.load({ keyFile });
    const { id, key } = keyIn(keyFile);
    const good = readFileSync(keyFile, 'utf8');
    const otherKey = (key.startsWith('A') ? 'B' : 'A') + key.slice(1);
    const damages = [
      '',
      good.slice(0, -20),
      good.replace(key, otherKey),
      good.replace(key, key.slice(4)),
      key,
      good.replace('"version": 1', '"version": 2'),
      good.replace(id, 'x'),
      '{"version":1,"keys":[]}',
    ];
    for (const damaged of damages) {
      writeFileSync(keyFile, damaged);
      const error = refusal(() => KeyRing.load({ keyFile }));
      expect(error.code).toBe('vault_key_unusable');
      expect(inspect(error, { depth: 9 })).not.toContain(key.slice(4, 24));
    }
  });

  it('opens with all its keys and seals with the last', () => {
    const [one, two] = [freshFile(), freshFile()];
    const old = KeyRing.load({ keyFile: one });
    const next = KeyRing.load({ keyFile: two });
    const createdAt = '2026-01-01T00:00:00Z';
    const keys = [one, two].map(file => ({ ...keyIn(file), createdAt }));
    writeFileSync(two, JSON.stringify({ version: 1, keys }));
    const both = KeyRing.load({ keyFile: two });
    expect(both.currentKeyId).toBe(next.currentKeyId);
    expect(both.unwrap(old.wrap(Buffer.from('x'), place), place).toString()).toBe('x');
    expect(() => old.unwrap(both.wrap(Buffer.from('x'), place), place)).toThrow(VaultError);
    expect(both.derive('cursors', old.currentKeyId).equals(old.derive('cursors'))).toBe(true);
  });
});

describe('A key from the environment', () => {
  it('makes no file, and has the id it would have in one', () => {
    const keyFile = freshFile();
    const fromFile = KeyRing.load({ keyFile });
    const unused = freshFile();
    const ring = KeyRing.load({ keyFile: unused, key: keyIn(keyFile).key });
    expect(ring.currentKeyId).toBe(fromFile.currentKeyId);
    expect([ring.created, existsSync(unused)]).toEqual([false, false]);
  });

  it.each([
    '',
    'short',
    exampleKey.slice(0, -1),
    `${exampleKey} `,
    `${exampleKey}A`,
    `!${exampleKey.slice(1)}`,
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    'ab'.repeat(32),
  ])('is refused unless it is 32 bytes in base64: %j', key => {
    const error = refusal(() => KeyRing.load({ key }));
    expect(error.code).toBe('vault_key_unusable');
    if (key.length > 5) expect(inspect(error, { depth: 9 })).not.toContain(key.trim());
  });

  it('or a file must be given', () => {
    expect(refusal(() => KeyRing.load({})).message).toContain('CAUSEWAY_KEY');
  });
});

describe('A key ring', () => {
  it('derives one stable key per purpose, none of which is the key itself', () => {
    const ring = KeyRing.load({ key: exampleKey });
    const derived = ['api-keys', 'cursors', 'wrapping', 'id'].map(purpose =>
      ring.derive(purpose).export().toString('hex'),
    );
    expect(new Set([...derived, Buffer.alloc(32, 7).toString('hex')]).size).toBe(5);
    expect(KeyRing.load({ key: exampleKey }).derive('cursors').equals(ring.derive('cursors'))).toBe(true);
  });

  it('shows no key when it is logged', () => {
    const shown = inspect(KeyRing.load({ key: exampleKey }), { depth: 9, showHidden: true });
    expect(shown).not.toContain(exampleKey.slice(0, 20));
    expect(shown).not.toContain('0707');
    expect(shown).not.toContain('07 07');
  });
});
