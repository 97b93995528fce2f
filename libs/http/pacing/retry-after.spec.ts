import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRetryAfter } from './retry-after.js';
import { backoffMs, waitMs } from './retry-rules.js';

const now = new Date('1994-11-06T08:49:30Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['1.5', 1500],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7000],
    ['Sun Nov  6 08:49:37 1994', 7000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
  ])('%s is %d milliseconds', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  it.each([undefined, '', '-5', 'soon', '1e3', '0x10', '5, 10', '99999999999999999999', 'Sun, nonsense'])(
    'cannot be read from %s',
    value => {
      expect(parseRetryAfter(value, now)).toBeUndefined();
    },
  );

  it('survives any text and is never negative', () => {
    fc.assert(fc.property(fc.string(), text => (parseRetryAfter(text, now) ?? 0) >= 0));
  });
});

describe('the wait before a retry', () => {
  it('lies between nothing and a ceiling that doubles up to eight seconds', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7, 20].map(attempt => backoffMs(attempt, () => 0.999_999));
    expect(ceilings).toEqual([249, 499, 999, 1999, 3999, 7999, 7999, 7999]);
    expect(backoffMs(5, () => 0)).toBe(0);
  });

  it("is never shorter than the server's own word, and none when that is too long", () => {
    fc.assert(
      fc.property(
        fc.nat(60_000),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (ms, attempt, chance) => {
          const wait = waitMs(attempt, ms, () => chance);
          return ms > 5_000 ? wait === null : wait !== null && wait >= ms && wait <= ms + 250;
        },
      ),
    );
  });
});
