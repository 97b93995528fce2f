import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { paceOf } from './run-pace.js';

const start = 1_800_000_000;
const at = (seconds: number): Date => new Date((start + seconds) * 1000);
const running = {
  status: 'running',
  done: 0,
  expected: 1000,
  samples: null,
  startedAt: at(0),
  finishedAt: null,
} as const;

describe('the pace of a run', () => {
  it('is that of the last seconds, however slow the beginning was', () => {
    const samples = [
      [start + 1000, 100],
      [start + 1010, 150],
    ] as const;
    expect(paceOf({ ...running, done: 200, samples }, at(1020))).toEqual({
      done: 200,
      expected: 1000,
      perSecond: 5,
      secondsLeft: 160,
    });
  });

  it('falls while nothing moves, and then says no time', () => {
    const samples = [[start, 100]] as const;
    expect(paceOf({ ...running, done: 200, samples }, at(10)).perSecond).toBe(10);
    expect(paceOf({ ...running, done: 200, samples }, at(100)).perSecond).toBe(1);
    expect(paceOf({ ...running, done: 100, samples }, at(100))).toMatchObject({
      perSecond: 0,
      secondsLeft: null,
    });
  });

  it('is the average once the run is over, and unknown while it waits', () => {
    const over = { ...running, status: 'succeeded', done: 1000, finishedAt: at(100) } as const;
    expect(paceOf(over, at(5000))).toEqual({ done: 1000, expected: 1000, perSecond: 10, secondsLeft: null });
    const paused = { ...running, status: 'paused', samples: [[start, 0]], done: 10 } as const;
    expect(paceOf(paused, at(60))).toMatchObject({ perSecond: null, secondsLeft: null });
  });

  it('never shows more done than there is to do, nor a negative number', () => {
    fc.assert(
      fc.property(
        fc.record({
          done: fc.nat(5000),
          expected: fc.option(fc.nat(5000)),
          samples: fc.option(
            fc.array(fc.tuple(fc.integer({ min: start, max: start + 500 }), fc.nat(5000)), { maxLength: 2 }),
          ),
          after: fc.nat(1000),
        }),
        ({ done, expected, samples, after }) => {
          const pace = paceOf({ ...running, done, expected, samples }, at(after));
          expect(pace.expected ?? Infinity).toBeGreaterThanOrEqual(pace.done);
          expect(pace.perSecond ?? 0).toBeGreaterThanOrEqual(0);
          expect(pace.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
