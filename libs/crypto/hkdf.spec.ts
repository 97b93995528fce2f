import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveKey, hkdf } from './hkdf.js';

const hex = (value: string): Buffer => Buffer.from(value, 'hex');
const range = (from: number, to: number): Buffer =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => from + i));

/** https://www.rfc-editor.org/rfc/rfc5869#appendix-A, the SHA-256 cases. */
const vectors = [
  {
    ...{ name: 'A.1', secret: Buffer.alloc(22, 0x0b), salt: range(0x00, 0x0c), info: range(0xf0, 0xf9) },
    okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    ...{ name: 'A.2', secret: range(0x00, 0x4f), salt: range(0x60, 0xaf), info: range(0xb0, 0xff) },
    okm:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    ...{ name: 'A.3', secret: Buffer.alloc(22, 0x0b), salt: Buffer.alloc(0), info: Buffer.alloc(0) },
    okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

describe('HKDF', () => {
  it.each(vectors)('agrees with RFC 5869, $name', ({ okm, ...input }) => {
    expect(hkdf(input, okm.length / 2)).toEqual(hex(okm));
  });

  it('gives one key per purpose and per secret', () => {
    const secrets = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))];
    const keys = secrets.flatMap(secret =>
      ['a', 'b', 'ab'].map(purpose => deriveKey(secret, purpose).export().toString('hex')),
    );
    expect(new Set(keys).size).toBe(6);
  });
});
