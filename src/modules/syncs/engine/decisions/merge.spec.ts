import {
  mergeFields,
  type ConflictPolicy,
  type MergePolicy,
  type MergeResult,
  type MergeSides,
} from '#records';
import { describe, expect, it } from '@jest/globals';
import { noteModel, type Tag } from '../testing/note-model.js';
import { note } from '../testing/world.js';

const early = new Date('2026-01-01T10:00:00Z');
const late = new Date('2026-01-01T11:00:00Z');

const merge = (sides: MergeSides, policy: ConflictPolicy, times: Partial<MergePolicy> = {}): MergeResult =>
  mergeFields(noteModel, sides, { policyFor: () => policy, localAt: early, remoteAt: late, ...times });

const tag = (name: string, value: string): Tag => ({ name, value });
const base = note('plan', {
  body: 'one\ntwo\nthree\nfour\nfive',
  tags: [tag('a', '1'), tag('b', '2'), tag('c', '3')],
});

describe('a three-way merge', () => {
  it('takes each field from the side that changed it', () => {
    const sides = { base, local: { ...base, title: 'mine' }, remote: { ...base, place: 'theirs' } };
    const { merged, conflicts } = merge(sides, 'manual');
    expect(merged).toEqual({ ...base, title: 'mine', place: 'theirs' });
    expect(conflicts).toEqual([]);
  });

  it('sees no conflict in the same edit made twice', () => {
    const both = { ...base, title: 'new' };
    expect(merge({ base, local: both, remote: { ...both } }, 'manual')).toMatchObject({
      merged: both,
      conflicts: [],
    });
  });

  it('compares values regardless of the order of their keys', () => {
    const from = { ...base, place: { city: 'Rome', hall: null } };
    const same = { ...base, place: { hall: null, city: 'Rome', door: undefined } };
    expect(merge({ base: from, local: same, remote: { ...from, place: 'x' } }, 'manual')).toMatchObject({
      merged: { place: 'x' },
      conflicts: [],
    });
  });

  it('reports a value changed on both sides under manual and decides nothing', () => {
    const sides = { base, local: { ...base, title: 'mine' }, remote: { ...base, title: 'theirs' } };
    const { merged, conflicts, superseded } = merge(sides, 'manual');
    expect(conflicts).toEqual([{ field: 'title', base: 'plan', local: 'mine', remote: 'theirs' }]);
    expect(merged['title']).toBe('mine');
    expect(superseded).toEqual([]);
  });

  it.each<[ConflictPolicy, Date | null, Date | null, string]>([
    ['latest', late, early, 'mine'],
    ['latest', early, late, 'theirs'],
    ['latest', early, early, 'theirs'],
    ['latest', late, null, 'theirs'],
    ['latest', null, early, 'theirs'],
    ['source', late, early, 'theirs'],
    ['merge', late, early, 'mine'],
  ])(
    'decides under %s with local %s and remote %s for %s, and says what it overruled',
    (policy, localAt, remoteAt, won) => {
      const sides = { base, local: { ...base, title: 'mine' }, remote: { ...base, title: 'theirs' } };
      const { merged, conflicts, superseded } = merge(sides, policy, { localAt, remoteAt });
      expect(merged['title']).toBe(won);
      expect(conflicts).toEqual([]);
      const winner = won === 'mine' ? 'local' : 'remote';
      expect(superseded).toEqual([{ field: 'title', winner, by: policy, local: 'mine', remote: 'theirs' }]);
    },
  );

  it('lets each field have a policy of its own', () => {
    const local = { ...base, title: 'mine', place: 'mine' };
    const remote = { ...base, title: 'theirs', place: 'theirs' };
    const policyFor = (field: string) => (field === 'title' ? 'manual' : 'source');
    const result = merge({ base, local, remote }, 'manual', { policyFor });
    expect(result.conflicts.map(({ field }) => field)).toEqual(['title']);
    expect(result.merged['place']).toBe('theirs');
  });

  it('puts every differing field in conflict when both were created independently', () => {
    const { conflicts } = merge(
      { base: null, local: note('a', { place: 'x' }), remote: note('b', { place: 'x' }) },
      'manual',
    );
    expect(conflicts).toEqual([{ field: 'title', local: 'a', remote: 'b' }]);
  });
});

describe('a keyed set', () => {
  const tagsOf = ({ merged }: MergeResult) =>
    Object.fromEntries((merged['tags'] as Tag[]).map(t => [t.name, t.value]));
  const overlapping = {
    base,
    local: { ...base, tags: [tag('a', 'mine'), tag('b', '2'), tag('c', '3'), tag('d', 'new')] },
    remote: { ...base, tags: [tag('a', 'theirs'), tag('c', '3')] },
  };

  it('merges members added, changed and removed on different sides, under manual too', () => {
    const local = { ...base, tags: [tag('d', '4'), tag('b', '2'), tag('a', '1')] };
    const remote = { ...base, tags: [tag('c', '3'), tag('a', 'new'), tag('b', '2'), tag('e', '5')] };
    const result = merge({ base, local, remote }, 'manual');
    expect(result.conflicts).toEqual([]);
    expect(tagsOf(result)).toEqual({ a: 'new', b: '2', d: '4', e: '5' });
  });

  it('does not care about the order of members', () => {
    const local = { ...base, tags: (base['tags'] as Tag[]).toReversed() };
    const remote = { ...base, tags: [] };
    expect(tagsOf(merge({ base, local, remote }, 'manual'))).toEqual({});
  });

  it('names the members that clash', () => {
    const [conflict] = merge(overlapping, 'manual').conflicts;
    expect(conflict).toMatchObject({
      field: 'tags',
      members: [{ key: 'a', base: tag('a', '1'), local: tag('a', 'mine'), remote: tag('a', 'theirs') }],
    });
  });

  it('takes a removal against a change as a clash', () => {
    const local = { ...base, tags: [tag('b', '2'), tag('c', '3')] };
    const remote = { ...base, tags: [tag('a', 'x'), tag('b', '2'), tag('c', '3')] };
    const members = [{ key: 'a', base: tag('a', '1'), remote: tag('a', 'x') }];
    expect(merge({ base, local, remote }, 'manual').conflicts).toMatchObject([{ members }]);
  });

  it('hands only the clashing members to the later side under merge', () => {
    expect(tagsOf(merge(overlapping, 'merge'))).toEqual({ a: 'theirs', c: '3', d: 'new' });
  });

  it('hands the whole field to the provider under source', () => {
    expect(tagsOf(merge(overlapping, 'source'))).toEqual({ a: 'theirs', c: '3' });
  });
});

describe('a text', () => {
  const lines = (body: string) => ({ ...base, body });

  it('merges edits of different lines, under manual too', () => {
    const sides = {
      base,
      local: lines('ONE\ntwo\nthree\nfour\nfive'),
      remote: lines('one\ntwo\nthree\nfour\nFIVE\nsix'),
    };
    const { merged, conflicts } = merge(sides, 'manual');
    expect(conflicts).toEqual([]);
    expect(merged['body']).toBe('ONE\ntwo\nthree\nfour\nFIVE\nsix');
  });

  it('is in conflict where both changed the same line', () => {
    const sides = {
      base,
      local: lines('one\nzwei\nthree\nfour\nfive'),
      remote: lines('one\ndeux\nthree\nfour\nfive'),
    };
    expect(merge(sides, 'manual').conflicts).toMatchObject([{ field: 'body' }]);
  });

  it('keeps what merges and hands the overlapping lines to the later side under merge', () => {
    const local = lines('one\nzwei\nthree\nfour\nfive\nmine');
    const remote = lines('one\ndeux\nthree\nfour\nfive');
    expect(merge({ base, local, remote }, 'merge').merged['body']).toBe('one\ndeux\nthree\nfour\nfive\nmine');
    expect(merge({ base, local, remote }, 'latest').merged['body']).toBe(remote.body);
  });

  it('is one value where a side has none', () => {
    const sides = { base, local: { ...base, body: null }, remote: lines('new') };
    expect(merge(sides, 'manual').conflicts).toMatchObject([{ field: 'body', local: null, remote: 'new' }]);
  });

  it('is one value when it is too long to compare line by line', () => {
    const long = 'x\n'.repeat(100_000);
    const sides = { base: lines(long), local: lines(`a\n${long}`), remote: lines(`${long}b`) };
    expect(merge(sides, 'manual').conflicts).toMatchObject([{ field: 'body' }]);
  });

  it.each([
    ['of different lines', Array.from({ length: 1_990 }, (_, line) => `line ${line}`)],
    ['of equal lines', Array.from({ length: 200 }, () => '')],
    ['of both', Array.from({ length: 1_990 }, (_, line) => (line % 12 === 0 ? '' : `line ${line}`))],
  ])('is compared in a moment at its longest: %s', (_, long) => {
    const text = long.join('\n');
    const sides = { base: lines(text), local: lines(`a\n${text}`), remote: lines(`${text}\nb`) };
    const began = performance.now();
    expect(merge(sides, 'manual').merged['body']).toBe(`a\n${text}\nb`);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is one value when its lines are too much alike to compare', () => {
    const long = '\n'.repeat(1_900);
    const began = performance.now();
    const sides = { base: lines(long), local: lines(`a${long}`), remote: lines(`${long}b`) };
    expect(merge(sides, 'manual').conflicts).toMatchObject([{ field: 'body' }]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
