import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exampleChain, exported } from '../testing/example-chain.js';
import { formatEvent, hashOf, linesOf, parseLine, sealPersonal, verifyChain } from './index.js';

const original = Buffer.from(`${exported(exampleChain(4)).join('\n')}\n`);

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const isIntact = async (bytes: Uint8Array, size = 1 << 16) =>
  (await verifyChain(linesOf(inChunks(bytes, size)))).isIntact;

describe('an export, byte by byte', () => {
  it('is intact in chunks of any size', async () => {
    for (const size of [1, 2, 3, 7, 64, original.length]) expect(await isIntact(original, size)).toBe(true);
  });

  it('is found broken after any single byte was replaced', async () => {
    for (let index = 0; index < original.length - 1; index += 1) {
      const edited = Buffer.from(original);
      edited[index] = (edited[index] ?? 0) ^ 0x01;
      if (await isIntact(edited))
        throw new Error(`byte ${index} of ${original.length} can be changed unseen`);
    }
  });

  it('is found broken after any byte was replaced by any other, removed or added', async () => {
    const place = fc.nat(original.length - 2);
    const byte = fc.nat(255);
    await fc.assert(
      fc.asyncProperty(
        place,
        byte,
        fc.constantFrom('replace', 'remove', 'add'),
        async (index, value, how) => {
          fc.pre(how !== 'replace' || original[index] !== value);
          const before = original.subarray(0, index);
          const after = original.subarray(how === 'add' ? index : index + 1);
          const edited = Buffer.concat([
            before,
            how === 'remove' ? Buffer.alloc(0) : Buffer.from([value]),
            after,
          ]);
          expect(await isIntact(edited)).toBe(false);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('is found broken when it starts with a byte order mark', async () => {
    expect(await isIntact(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), original]))).toBe(false);
  });

  it('carries any JSON in its details unchanged', () => {
    const [event] = exampleChain(1);
    if (!event) throw new Error('no event');
    const { personal: _personal, personalSalt: _salt, hash: _hash, ...facts } = event;
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), details => {
        fc.pre(!JSON.stringify(details).includes('__proto__'));
        const plain = JSON.parse(JSON.stringify(details)) as typeof facts.details;
        const changed = { ...facts, details: plain, ...sealPersonal({}) };
        const { personal, personalSalt, ...chained } = changed;
        const line = formatEvent({ ...chained, personal, personalSalt, hash: hashOf(chained) });
        const parsed = parseLine(line);
        expect(parsed).toMatchObject({ type: 'event', hash: hashOf(chained) });
      }),
    );
  });
});
