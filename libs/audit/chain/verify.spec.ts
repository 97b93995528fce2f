import { describe, expect, it } from '@jest/globals';
import { exampleChain, exported, extend, foreignOrganization, recompute } from '../testing/example-chain.js';
import {
  type ExportedEvent,
  formatEnd,
  formatEvent,
  hashOf,
  verifyChain,
  type VerifyOptions,
} from './index.js';

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const verify = (lines: readonly string[], options?: VerifyOptions) => verifyChain(from(lines), options);
const problemOf = async (events: readonly ExportedEvent[], options?: VerifyOptions) => {
  const { isIntact, problem } = await verify(exported(events), options);
  expect(isIntact).toBe(problem === null);
  return problem && `${problem.kind}@${problem.sequence}`;
};
const at = (events: readonly ExportedEvent[], index: number): ExportedEvent => {
  const event = events[index];
  if (!event) throw new Error(`no event ${index}`);
  return event;
};
const rehash = ({ personal, personalSalt, hash: _hash, ...facts }: ExportedEvent): ExportedEvent => ({
  ...facts,
  personal,
  personalSalt,
  hash: hashOf(facts),
});

const chain = exampleChain(8);
const last = at(chain, 7);
const head = { sequence: last.sequence, hash: last.hash };

describe('verifying an export', () => {
  it('finds an untouched chain intact, names its head, and says what it cannot know', async () => {
    const result = await verify(exported(chain));
    expect(result).toMatchObject({ isIntact: true, problem: null, events: 8, firstSequence: 1, last: head });
    expect(result.notProven.join(' ')).toMatch(/computed anew.*cut off before the export/);
  });

  it('proves more when a head was noted earlier', async () => {
    const result = await verify(exported(chain), { head });
    expect(result.isIntact).toBe(true);
    expect(result.proven.join(' ')).toContain('noted earlier');
    expect(result.notProven).toEqual([]);
  });

  it('finds an edited field, whichever it is', async () => {
    const fields: Partial<ExportedEvent>[] = [
      { action: 'sync.deleted' },
      { outcome: 'failure' },
      { occurredAt: '2026-01-01T00:00:04.001Z' },
      { actor: { kind: 'member', id: 'somebody-else' } },
      { target: { type: 'sync', id: 'other' } },
      { details: {} },
      { requestId: null },
      { id: at(chain, 0).id },
      { personal: null, personalSalt: null, personalDigest: null },
      { previousHash: at(chain, 0).hash },
      { hash: at(chain, 0).hash },
    ];
    for (const edit of fields) {
      expect(await problemOf(chain.with(3, { ...at(chain, 3), ...edit }))).toBe('edited@4');
    }
  });

  it('finds an edited event that was given a fresh hash by its successor', async () => {
    const edited = rehash({ ...at(chain, 3), action: 'sync.deleted' });
    expect(await problemOf(chain.with(3, edited))).toBe('link_broken@5');
  });

  it('finds a deleted middle row', async () => {
    expect(await problemOf(chain.toSpliced(3, 1))).toBe('deleted@4');
  });

  it('finds deleted last rows by the end line, and by a noted head when the end line was adjusted', async () => {
    const lines = exported(chain).toSpliced(7, 2);
    expect((await verify(lines)).problem).toMatchObject({ kind: 'truncated', sequence: 7 });
    expect(await problemOf(chain.slice(0, 6))).toBeNull();
    expect(await problemOf(chain.slice(0, 6), { head })).toBe('head_not_reached@7');
  });

  it('finds swapped rows, neighbours or far apart', async () => {
    expect(await problemOf(chain.with(2, at(chain, 3)).with(3, at(chain, 2)))).toBe('swapped@3');
    expect(await problemOf(chain.with(1, at(chain, 6)).with(6, at(chain, 1)))).toBe('swapped@2');
  });

  it('finds an inserted row, also one with a proper hash and predecessor', async () => {
    const forged = extend(at(chain, 3), { action: 'consent.given' });
    expect(await problemOf(chain.toSpliced(4, 0, forged))).toBe('inserted@5');
    expect(await problemOf(chain.toSpliced(4, 0, at(chain, 2)))).toBe('inserted@3');
  });

  it("finds another organization's row, also in first place", async () => {
    const foreign = exampleChain(8, { organizationId: foreignOrganization });
    expect(await problemOf(chain.with(4, at(foreign, 4)))).toBe('foreign_organization@5');
    expect(await problemOf(foreign)).toBe('foreign_organization@1');
  });

  it('finds a wholly recomputed chain by a noted head, and only so', async () => {
    const forged = recompute(chain.with(3, { ...at(chain, 3), details: { count: 0 } }));
    expect(await problemOf(forged)).toBeNull();
    expect(await problemOf(forged, { head })).toBe('head_differs@8');
    expect(await problemOf(recompute(chain.toSpliced(2, 1)), { head })).toBe('head_not_reached@8');
  });

  it('finds a clock that was set back, yet allows what clocks of several machines differ', async () => {
    const back = (ms: number) => {
      const time = new Date(Date.parse(at(chain, 2).occurredAt) - ms).toISOString();
      return recompute(chain.with(3, { ...at(chain, 3), occurredAt: time }));
    };
    expect(await problemOf(back(5_001))).toBe('clock_set_back@4');
    expect(await problemOf(back(5_000))).toBeNull();
    expect(await problemOf(back(5_001), { clockToleranceMs: 6_000 })).toBeNull();
  });

  it('names tampering rather than a wrong clock when both are there', async () => {
    const back = recompute(chain.with(3, { ...at(chain, 3), occurredAt: '2020-01-01T00:00:00.000Z' }));
    expect(await problemOf(back.with(6, { ...at(back, 6), action: 'x.y' }))).toBe('edited@7');
  });

  it('finds a truncated export wherever it was cut', async () => {
    const text = `${exported(chain).join('\n')}\n`;
    for (let cut = 0; cut < text.length - 1; cut += 97) {
      const result = await verify(text.slice(0, cut).split('\n'));
      expect(result.isIntact).toBe(false);
    }
    expect((await verify([])).problem).toMatchObject({ kind: 'truncated', line: 1 });
    expect((await verify(exported(chain).slice(0, -1))).problem).toMatchObject({
      kind: 'truncated',
      sequence: 9,
    });
  });

  it('refuses an end line that says something else, and lines after it', async () => {
    const lines = exported(chain);
    expect((await verify(lines.with(9, formatEnd(7, last)))).problem?.kind).toBe('end_mismatch');
    expect((await verify(lines.with(9, formatEnd(8, at(chain, 6))))).problem?.kind).toBe('end_mismatch');
    expect((await verify([...lines, formatEvent(extend(last))])).problem?.kind).toBe('after_end');
    expect((await verify([...lines, ''])).problem?.kind).toBe('after_end');
  });

  it('finds changed personal data, and accepts erased personal data', async () => {
    const changed = { ...at(chain, 3), personal: { address: '192.0.2.8' } };
    expect(await problemOf(chain.with(3, changed))).toBe('personal_edited@4');
    expect(await problemOf(chain.with(3, { ...at(chain, 3), personal: null }))).toBe('personal_edited@4');
    expect(await problemOf(chain.with(3, { ...at(chain, 3), personalSalt: '0'.repeat(64) }))).toBe(
      'personal_edited@4',
    );
    const erased = await verify(
      exported(chain.with(3, { ...at(chain, 3), personal: null, personalSalt: null })),
    );
    expect(erased).toMatchObject({ isIntact: true, withoutPersonal: 1 });
    expect(erased.notProven.join(' ')).toContain('personal data of 1 event');
  });

  it('refuses lines that say the same in other bytes', async () => {
    const lines = exported(chain);
    const spaced = lines[3]?.replace('":', '": ') ?? '';
    const doubled = lines[3]?.replace('{', '{"action":"x.y",') ?? '';
    const surplus = lines[3]?.replace(/}$/, ',"zzz":1}') ?? '';
    const surrogate = lines[3]?.replace('quoted', '\\ud800') ?? '';
    for (const line of [spaced, doubled, surplus, surrogate, 'null', '[]', '{}', '', 'x']) {
      expect((await verify(lines.with(3, line))).problem).toMatchObject({ kind: 'malformed_line', line: 4 });
    }
  });

  it('verifies a later part of a chain, and says that what came before is not shown', async () => {
    const result = await verify(exported(chain.slice(5)), { head: { sequence: 5, hash: at(chain, 4).hash } });
    expect(result).toMatchObject({ isIntact: true, firstSequence: 6, events: 3 });
    expect(result.notProven.join(' ')).toContain('Events before 6');
    const other = { sequence: 5, hash: at(chain, 3).hash };
    expect(await problemOf(chain.slice(5), { head: other })).toBe('head_differs@5');
  });
});
