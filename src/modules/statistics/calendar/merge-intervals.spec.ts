import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeIntervals } from './merge-intervals.js';

describe('merged intervals', () => {
  it('cover exactly the moments that any interval covers within the range, each once', () => {
    const interval = fc
      .tuple(fc.nat(60), fc.nat(12))
      .map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(interval), fc.nat(30), fc.nat(40), (intervals, from, length) => {
        const to = from + length;
        const merged = mergeIntervals(intervals, { from, to });
        const covers = (list: typeof merged, moment: number) =>
          list.filter(({ start, end }) => start <= moment && moment < end).length;
        for (let moment = 0; moment < 80; moment += 1) {
          const isBusy = moment >= from && moment < to && covers(intervals, moment) > 0;
          expect(covers(merged, moment)).toBe(isBusy ? 1 : 0);
        }
        // Two that touch would be one.
        merged.slice(1).forEach(({ start }, at) => expect(start).toBeGreaterThan(merged[at]!.end));
      }),
    );
  });
});
