import { describe, expect, it } from '@jest/globals';
import { backoffMs, choose } from './choose.js';
import { isFiltered } from './plan.js';

const now = new Date('2026-11-21T12:00:00Z');
const ready = (id: string) => ({ id, attempts: 0, dueAt: null });
const failed = (id: string, attempts: number, inMs: number) => ({
  id,
  attempts,
  dueAt: new Date(now.getTime() + inMs),
});

describe('the receipts that are next', () => {
  it('are those that wait, oldest first', () => {
    expect(choose([ready('a'), ready('b')], now)).toEqual({ ids: ['a', 'b'], againInMs: null });
    expect(choose([], now)).toEqual({ ids: [], againInMs: null });
  });

  it('wait behind one that failed a moment ago, so that order is kept', () => {
    expect(choose([ready('a'), failed('b', 1, 800), ready('c')], now).ids).toEqual(['a']);
    expect(choose([failed('b', 2, 800), ready('c')], now)).toEqual({ ids: [], againInMs: 800 });
  });

  it('pass one that goes on failing', () => {
    expect(choose([failed('b', 3, 4_000), ready('c')], now).ids).toEqual(['c']);
    expect(choose([failed('b', 3, 4_000), failed('c', 5, 900)], now)).toEqual({ ids: [], againInMs: 900 });
  });

  it('include one that failed as soon as its time has come', () => {
    expect(choose([failed('b', 2, 0), ready('c')], now).ids).toEqual(['b', 'c']);
  });

  it('are given up after ten attempts, within twenty minutes', () => {
    const waits = Array.from({ length: 9 }, (_, index) => backoffMs(index + 1));
    expect(waits.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(20 * 60_000);
  });
});

describe('a filter', () => {
  it('names one event type, or all that begin alike', () => {
    expect(isFiltered('issues.opened', ['issues.*'])).toBe(true);
    expect(isFiltered('issues.opened', ['issues.closed', 'push'])).toBe(false);
    expect(isFiltered('push', ['push'])).toBe(true);
    expect(isFiltered('pushed', ['push'])).toBe(false);
    expect(isFiltered('anything', ['*'])).toBe(true);
  });
});
