import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyChain } from '../../../../../libs/audit/chain/index.js';
import {
  exampleChain,
  exported,
  extend,
  foreignOrganization,
  recompute,
} from '../../../../../libs/audit/testing/example-chain.js';
import { linesOf } from './split.js';
import { type Head, parseHead, verifyLines } from './verify.js';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What the command line says of the same lines. */
const asked = async (lines: readonly string[], head?: Head) => {
  const { problem, events, last } = await verifyChain(from(lines), head ? { head } : {});
  return { problem: problem && [problem.kind, problem.line, problem.sequence], events, last };
};

const here = async (lines: readonly string[], head?: Head) => {
  const { problem, events, last } = await verifyLines(from(lines), head ?? null);
  return { problem: problem && [problem.kind, problem.line, problem.sequence], events, last };
};

const chain = exampleChain(8);
const at = (index: number) => chain[index]!;
const head = { sequence: 8, hash: at(7).hash };
const foreign = exampleChain(8, { organizationId: foreignOrganization });
const lines = exported(chain);

const cases: Readonly<Record<string, { lines: readonly string[]; head?: Head }>> = {
  'an untouched chain': { lines },
  'an untouched chain and its head': { lines, head },
  'a later part': { lines: exported(chain.slice(5)), head: { sequence: 5, hash: at(4).hash } },
  'a later part under another head': {
    lines: exported(chain.slice(5)),
    head: { sequence: 5, hash: at(3).hash },
  },
  'an edited event': { lines: exported(chain.with(3, { ...at(3), action: 'sync.deleted' })) },
  'an edited outcome': { lines: exported(chain.with(0, { ...at(0), outcome: 'failure' })) },
  'an event with a fresh hash': { lines: exported(recompute(chain.slice(0, 4)).concat(chain.slice(5))) },
  'a deleted event': { lines: exported(chain.toSpliced(3, 1)) },
  'swapped events': { lines: exported(chain.with(2, at(3)).with(3, at(2))) },
  'an inserted event': { lines: exported(chain.toSpliced(4, 0, extend(at(3), { action: 'consent.given' }))) },
  "another organization's event": { lines: exported(chain.with(4, foreign[4]!)) },
  "another organization's chain": { lines: exported(foreign) },
  'a chain computed anew': {
    lines: exported(recompute(chain.with(3, { ...at(3), details: { count: 0 } }))),
    head,
  },
  'a chain computed anew, without a head': {
    lines: exported(recompute(chain.with(3, { ...at(3), details: { count: 0 } }))),
  },
  'last events cut off': { lines: exported(chain.slice(0, 6)), head },
  'a missing end': { lines: lines.slice(0, -1) },
  'no line at all': { lines: [] },
  'an end that says something else': { lines: lines.with(9, lines[9]!.replace('"count":8', '"count":7')) },
  'lines after the end': { lines: [...lines, lines[8]!] },
  'changed personal data': {
    lines: exported(chain.with(3, { ...at(3), personal: { address: '192.0.2.8' } })),
  },
  'half-erased personal data': { lines: exported(chain.with(3, { ...at(3), personal: null })) },
  'erased personal data': {
    lines: exported(chain.with(3, { ...at(3), personal: null, personalSalt: null })),
  },
  'a clock set back': {
    lines: exported(recompute(chain.with(3, { ...at(3), occurredAt: '2020-01-01T00:00:00.000Z' }))),
  },
  'a space': { lines: lines.with(3, lines[3]!.replace('":', '": ')) },
  'a surplus member': { lines: lines.with(3, lines[3]!.replace(/}$/, ',"zzz":1}')) },
  'a member twice': { lines: lines.with(3, lines[3]!.replace('{', '{"action":"x.y",')) },
  'a lone surrogate': { lines: lines.with(3, lines[3]!.replace('quoted', '\\ud800')) },
  'an empty line': { lines: lines.with(3, '') },
};

describe('verifying an export in the browser', () => {
  for (const [name, { lines: given, head: noted }] of Object.entries(cases)) {
    it(`says of ${name} what the command line says`, async () => {
      expect(await here(given, noted)).toEqual(await asked(given, noted));
    });
  }

  it('finds an untouched chain right and names its head', async () => {
    const result = await verifyLines(from(lines), head);
    expect(result).toMatchObject({
      problem: null,
      events: 8,
      firstSequence: 1,
      last: head,
      coversNoted: true,
    });
  });

  it('finds any byte that was changed, in chunks of any size', async () => {
    const bytes = new TextEncoder().encode(`${exported(exampleChain(3)).join('\n')}\n`);
    const place = fc.nat(bytes.length - 2);
    await fc.assert(
      fc.asyncProperty(place, fc.nat(255), fc.integer({ min: 1, max: 400 }), async (index, value, size) => {
        fc.pre(bytes[index] !== value);
        const edited = bytes.with(index, value);
        const chunks = Array.from({ length: Math.ceil(edited.length / size) }, (_, i) =>
          edited.subarray(i * size, (i + 1) * size),
        );
        const { problem } = await verifyLines(linesOf(from(chunks)));
        expect(problem).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('a noted head', () => {
  it('is read as the hub writes it, and nothing else is', () => {
    expect(parseHead(` 8:${head.hash}\n`)).toEqual(head);
    for (const text of [
      '',
      '8',
      `0:${head.hash}`,
      `8:${head.hash.slice(1)}`,
      `8:${head.hash.toUpperCase()}x`,
    ]) {
      expect(parseHead(text)).toBeNull();
    }
  });
});
