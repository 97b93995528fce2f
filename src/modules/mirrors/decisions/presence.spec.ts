import { describe, expect, it } from '@jest/globals';
import { isLoop } from './bounces.js';
import { type MirrorLink, newLink } from './link.js';
import {
  after,
  all,
  gone,
  later,
  left,
  nothing,
  pairOf,
  recordOf,
  right,
  rulesWith,
  settle,
  still,
} from '../testing/settling.js';

describe('what a side accepts', () => {
  it('creates the counterpart of a record, with what the two have in common and no more', () => {
    const record = recordOf('a1', { title: 'Plan', url: 'https://a.example/1', state: 'Backlog' });
    const link = newLink('link', 'a', { recordId: 'a1', base: null, revision: 0 }, 'key');
    const settled = settle(link, { a: still(record), b: null });
    expect(settled.told.b).toMatchObject({ title: 'Plan', url: null, state: null });
    expect(settled.link).toMatchObject({ b: { recordId: 'new-1', base: { title: 'Plan' } } });
    const rules = rulesWith({ accepts: { a: all, b: { ...all, create: false } } });
    expect(settle(link, { a: still(record), b: null }, { rules })).toMatchObject({
      ...{ link: { b: null, due: false }, writes: { b: [] } },
    });
  });

  it('keeps an edit of a side whose other takes none, until that other changes the same', () => {
    const rules = rulesWith({ accepts: { a: nothing, b: all } });
    const b = after(still(right), { title: 'Mine' });
    const kept = settle(pairOf(left, right), { a: still(left), b }, { rules });
    expect(kept.writes).toEqual({ a: [], b: [] });
    const other = settle(
      kept.link!,
      { a: after(still(left), { due: '2027-01-01' }), b: still(b.record) },
      { rules },
    );
    expect(other.told.b).toMatchObject({ title: 'Mine', due: '2027-01-01' });
    const same = settle(
      kept.link!,
      { a: after(still(left), { title: 'Theirs' }), b: still(b.record) },
      { rules },
    );
    expect(same.told.b).toMatchObject({ title: 'Theirs' });
  });

  it('lets go of a record that is not to be deleted with its other', () => {
    const rules = rulesWith({ accepts: { a: all, b: { ...all, delete: false } } });
    const { link, writes } = settle(
      pairOf(left, right),
      { a: gone(still(left)), b: still(right) },
      { rules },
    );
    expect(link).toMatchObject({ detached: true });
    expect(writes).toEqual({ a: [], b: [] });
    const b = after(still(right), { title: 'Lives' });
    expect(settle(link!, { a: gone(still(left)), b }, { rules }).writes).toEqual({ a: [], b: [] });
  });
});

describe('deletions', () => {
  it('follow, once the breaker lets them', () => {
    const now = { a: gone(still(left)), b: still(right) };
    const waiting = settle(pairOf(left, right), now, { mayDelete: false });
    expect(waiting).toMatchObject({ link: { waits: 'b', due: false }, writes: { a: [], b: [] } });
    const carried = settle(waiting.link!, now);
    expect(carried.writes.b).toMatchObject([{ cause: 'mirrored', after: { deleted: true } }]);
    expect(carried.link).toMatchObject({
      waits: null,
      deletion: { side: 'b' },
      a: { base: null },
      b: { base: null },
    });
  });

  it('yield to an edit of the other side, and to a person who declines them', () => {
    const b = after(still(right), { title: 'Still needed' });
    const edited = settle(pairOf(left, right), { a: gone(still(left)), b });
    expect(edited.writes.a).toMatchObject([{ after: { deleted: false, fields: { title: 'Still needed' } } }]);
    const declined = settle(
      { ...pairOf(left, right), restore: true },
      { a: gone(still(left)), b: still(right) },
    );
    expect(declined.writes.a).toMatchObject([{ after: { deleted: false, fields: { title: 'Plan' } } }]);
    expect(declined.link).toMatchObject({ restore: false });
  });

  it('are over when the record comes back', () => {
    const both = { a: gone(still(left)), b: gone(still(right)) };
    const { link } = settle(pairOf(left, right), both);
    const back = settle(link!, { ...both, a: still(left) });
    expect(back.writes.b).toMatchObject([{ after: { deleted: false, fields: { title: 'Plan' } } }]);
  });
});

describe('the loop guard', () => {
  it('counts what providers send back and forth, not what people write', () => {
    const bounce = (byRun: boolean, minutes: number): boolean => {
      let link: MirrorLink = pairOf(left, right);
      const now = { a: still(left), b: still(right) };
      for (let round = 0; round < 8; round += 1) {
        const side = round % 2 === 0 ? 'a' : 'b';
        const other = side === 'a' ? 'b' : 'a';
        now[side] = after(still(now[side].record), { title: `Round ${round}` }, { byRun });
        const settled = settle(link, now, { at: later(round * minutes) });
        now[side] = still(now[side].record);
        now[other] = still(settled.writes[other][0]!.after);
        link = settled.link!;
      }
      return isLoop(rulesWith(), link.bounces);
    };
    expect(bounce(true, 0)).toBe(true);
    expect(bounce(false, 0)).toBe(false);
    expect(bounce(true, 11)).toBe(false);
  });
});
