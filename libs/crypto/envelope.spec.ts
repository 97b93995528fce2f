import { createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#kernel';
import { keyIdOf, open, type Place, seal, type SealingKey } from './envelope.js';
import { VaultError } from './vault-error.js';

const newSealingKey = (): SealingKey => ({ id: newId(), secret: createSecretKey(randomBytes(32)) });
const key = newSealingKey();
const place: Place = {
  organizationId: newId(),
  table: 'credential',
  rowId: newId(),
  field: 'secret',
  version: 3,
};
const text = Buffer.from('refresh-token');
const blob = seal(key, text, place);

const placeOf = fc.record({
  organizationId: fc.uuid(),
  table: fc.string({ unit: 'binary', maxLength: 12 }),
  rowId: fc.string({ unit: 'binary', maxLength: 12 }),
  field: fc.string({ unit: 'binary', maxLength: 12 }),
  version: fc.nat(),
});
const bytes = fc.uint8Array({ maxLength: 300 }).map(value => Buffer.from(value));

describe('An envelope', () => {
  it('gives back exactly what was sealed', () => {
    fc.assert(
      fc.property(bytes, placeOf, (content, at) => open(key, seal(key, content, at), at).equals(content)),
    );
  });

  it('is laid out as format, key id, nonce, ciphertext and tag', () => {
    expect(blob.length).toBe(1 + 16 + 12 + text.length + 16);
    expect(blob[0]).toBe(1);
    expect(blob.subarray(1, 17).toString('hex')).toBe(key.id.replaceAll('-', ''));
    expect(keyIdOf(blob)).toBe(key.id);
  });

  it('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 2000 }, () =>
      seal(key, text, place).subarray(17, 29).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(2000);
  });

  it('refuses every single flipped bit', () => {
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const damaged = Buffer.from(blob);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(key, damaged, place)).toThrow(VaultError);
    }
  });

  it('refuses every truncation, at either end, and every extension', () => {
    for (let length = 0; length < blob.length; length++) {
      expect(() => open(key, blob.subarray(0, length), place)).toThrow(VaultError);
      expect(() => open(key, blob.subarray(blob.length - length), place)).toThrow(VaultError);
    }
    expect(() => open(key, Buffer.concat([blob, Buffer.of(0)]), place)).toThrow(VaultError);
  });

  it('authenticates format and key id, not only looks at them', () => {
    const impostor: SealingKey = { id: newId(), secret: key.secret };
    const renamed = Buffer.concat([blob.subarray(0, 1), Buffer.from(impostor.id.replaceAll('-', ''), 'hex')]);
    expect(() => open(impostor, Buffer.concat([renamed, blob.subarray(17)]), place)).toThrow(VaultError);
  });

  it.each<[string, Partial<Place>]>([
    ['organization', { organizationId: newId() }],
    ['table', { table: 'integration' }],
    ['row', { rowId: newId() }],
    ['field', { field: 'client_secret' }],
    ['older version', { version: 2 }],
    ['newer version', { version: 4 }],
  ])('does not open in another %s', (_what, change) => {
    expect(() => open(key, blob, { ...place, ...change })).toThrow(VaultError);
  });

  it('does not open in any other place, wherever the parts are cut', () => {
    const pair = fc.tuple(placeOf, placeOf).filter(([a, b]) => JSON.stringify(a) !== JSON.stringify(b));
    fc.assert(fc.property(pair, ([a, b]) => !opens(seal(key, text, a), b)));
    const shifted = { ...place, table: 'credentials', field: 'ecret' };
    const joined = { ...place, table: 'credential', field: 'secret' };
    expect(opens(seal(key, text, { ...joined, rowId: '' }), { ...shifted, rowId: '' })).toBe(false);
  });

  it('does not open with another key of the same id', () => {
    expect(() => open({ ...newSealingKey(), id: key.id }, blob, place)).toThrow(VaultError);
  });

  it('refuses a version that is no whole number, when sealing as when opening', () => {
    for (const version of [Number.NaN, -1, 1.5, 2 ** 53]) {
      expect(() => seal(key, text, { ...place, version })).toThrow(RangeError);
      expect(() => open(key, blob, { ...place, version })).toThrow(RangeError);
    }
  });

  it('says nothing secret when it fails, nor when its key is logged', () => {
    const damaged = Buffer.from(blob);
    damaged.writeUInt8(damaged.readUInt8(40) ^ 1, 40);
    const error = failure(() => open(key, damaged, place));
    expect(error).toMatchObject({ code: 'vault_unreadable', status: 500, retryable: false });
    const shown = inspect([error, key], { depth: 9, showHidden: true }) + JSON.stringify([error, key]);
    const secrets = [text.toString(), text.toString('hex'), key.secret.export().toString('hex')];
    expect(secrets.filter(secret => shown.includes(secret))).toEqual([]);
  });
});

const opens = (sealed: Buffer, at: Place): boolean => {
  try {
    open(key, sealed, at);
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
};

const failure = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail');
};
