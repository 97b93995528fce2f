import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContentHash, contentHash } from './content-hash.js';

const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const mebibytes = (count: number): number => count * 1024 * 1024;

describe('the content hash', () => {
  it('of nothing is the hash of no blocks', () => {
    expect(contentHash(Buffer.alloc(0))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('of up to one block is the hash of its hash', () => {
    for (const bytes of [Buffer.from('abc'), randomBytes(mebibytes(4))])
      expect(contentHash(bytes)).toBe(sha(sha(bytes)).toString('hex'));
  });

  it('of more is the hash of the hashes of 4 MiB each', () => {
    const bytes = randomBytes(mebibytes(9));
    const blocks = [0, 4, 8].map(at => sha(bytes.subarray(mebibytes(at), mebibytes(at + 4))));
    expect(contentHash(bytes)).toBe(sha(Buffer.concat(blocks)).toString('hex'));
  });

  it('does not depend on how the bytes come', () => {
    const bytes = randomBytes(mebibytes(5));
    const whole = contentHash(bytes);
    const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, given => {
        const at = [0, ...given.sort((a, b) => a - b), bytes.length];
        const hash = new ContentHash();
        at.slice(1).forEach((end, index) => hash.update(bytes.subarray(at[index], end)));
        return hash.digest() === whole;
      }),
      { numRuns: 15 },
    );
  });
});
