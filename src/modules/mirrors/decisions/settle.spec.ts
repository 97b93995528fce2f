import { describe, expect, it } from '@jest/globals';
import {
  after,
  later,
  left,
  pairOf,
  recordOf,
  right,
  rulesWith,
  settle,
  still,
} from '../testing/settling.js';

describe('settling a link', () => {
  it('takes an edit of one side to the other, and is then at rest', () => {
    const a = after(still(left), { title: 'New plan' });
    const { link, told } = settle(pairOf(left, right), { a, b: still(right) });
    expect(told).toMatchObject({ a: undefined, b: { title: 'New plan' } });
    expect(link).toMatchObject({ due: false, a: { base: { title: 'New plan' } }, b: { revision: 2 } });
  });

  it('does the same however often it is asked', () => {
    const a = after(still(left), { title: 'New plan' });
    const first = settle(pairOf(left, right), { a, b: still(right) });
    const b = still(first.writes.b[0]!.after);
    const second = settle(first.link!, { a: still(a.record), b });
    expect(second.writes).toEqual({ a: [], b: [] });
    expect(second.link).toEqual(first.link);
  });

  it('merges edits of different fields and of different members of a set', () => {
    const a = after(still(left), { title: 'New plan', labels: ['x'] });
    const b = after(still(right), { priority: 'high', labels: ['y'] });
    const { told } = settle(pairOf(left, right), { a, b });
    expect(told.a).toMatchObject({ title: 'New plan', priority: 'high', labels: ['x', 'y'] });
    expect(told.b).toMatchObject({ title: 'New plan', priority: 'high' });
    expect(new Set(told.b?.['labels'] as string[])).toEqual(new Set(['x', 'y']));
  });

  it('does not take a provider’s spelling of what it was sent for an edit', () => {
    const b = after(still(right), { title: 'PLAN' }, { cause: 'pushed' });
    const { link, writes } = settle(pairOf(left, right), { a: still(left), b });
    expect(writes).toEqual({ a: [], b: [] });
    expect(link).toMatchObject({ a: { base: { title: 'Plan' } }, b: { base: { title: 'PLAN' } } });
    const a = after(still(left), { priority: 'low' });
    expect(settle(link!, { a, b: still(b.record) }).told.b).toMatchObject({ title: 'PLAN', priority: 'low' });
  });

  it('takes an edit that came while the provider was answering', () => {
    const edited = after(still(right), { priority: 'high' }, { cause: 'merged', byRun: false });
    const b = after(edited, { title: 'PLAN' }, { cause: 'pushed' });
    const { told } = settle(pairOf(left, right), { a: still(left), b });
    expect(told.a).toMatchObject({ title: 'Plan', priority: 'high' });
  });

  it.each([
    ['a', 'Left'],
    ['b', 'Right'],
    ['latest', 'Right'],
  ] as const)('decides what both changed by its policy: %s', (policy, title) => {
    const a = after(still(left), { title: 'Left' }, { byRun: false, at: later(1) });
    const b = after(still(right), { title: 'Right' }, { byRun: false, at: later(2) });
    const { told, link } = settle(pairOf(left, right), { a, b }, { rules: rulesWith({ policy }) });
    expect([told.a?.['title'] ?? 'Left', told.b?.['title'] ?? 'Right']).toEqual([title, title]);
    expect(link?.conflict).toBeNull();
  });

  it('parks only what clashes when a person is to decide, and takes the decision to both', () => {
    const rules = rulesWith({ policy: 'manual' });
    const a = after(still(left), { title: 'Left', description: 'from the left' });
    const b = after(still(right), { title: 'Right' });
    const { link, told, writes } = settle(pairOf(left, right), { a, b }, { rules });
    expect(link?.conflict).toEqual([{ field: 'title', base: 'Plan', a: 'Left', b: 'Right' }]);
    expect(told).toMatchObject({ a: undefined, b: { title: 'Right', description: 'from the left' } });
    const now = { a: still(a.record), b: still(writes.b[0]!.after) };
    const decided = settle(link!, now, { rules, decided: { title: 'Right' } });
    expect(decided.told).toMatchObject({ a: { title: 'Right' }, b: undefined });
    expect(decided.link?.conflict).toBeNull();
  });

  it('closes a clash by itself when one side comes round', () => {
    const rules = rulesWith({ policy: 'manual' });
    const now = { a: after(still(left), { title: 'Left' }), b: after(still(right), { title: 'Right' }) };
    const { link } = settle(pairOf(left, right), now, { rules });
    const b = after(still(now.b.record), { title: 'Left' });
    const settled = settle(link!, { a: still(now.a.record), b }, { rules });
    expect(settled).toMatchObject({ link: { conflict: null }, writes: { a: [], b: [] } });
  });

  it('brings together what two equals have apart from each other', () => {
    const [a, b] = [
      recordOf('a1', { title: 'Plan', labels: ['x'] }),
      recordOf('b1', { title: 'Plan', due: '2027-01-01' }),
    ];
    const pair = pairOf(a, b);
    const fresh = { ...pair, a: { ...pair.a, base: null }, b: { ...pair.b, base: null } };
    const { told, link } = settle(
      fresh,
      { a: still(a), b: still(b) },
      { rules: rulesWith({ policy: 'manual' }) },
    );
    expect(told.a).toMatchObject({ labels: ['x'], due: '2027-01-01' });
    expect(told.b).toMatchObject({ labels: ['x'], due: '2027-01-01' });
    expect(link?.conflict).toBeNull();
  });

  it('lets a day go without the time of day that no longer fits it', () => {
    const timed = recordOf('a1', { title: 'Plan', due: '2027-01-01', dueAt: '2027-01-01T09:00:00Z' });
    const dated = recordOf('b1', { title: 'Plan', due: '2027-01-01' });
    const b = after(still(dated), { due: '2027-01-02' });
    expect(settle(pairOf(timed, dated), { a: still(timed), b }).told.a).toMatchObject({
      ...{ due: '2027-01-02', dueAt: null },
    });
  });
});
