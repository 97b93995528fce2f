import { describe, expect, it } from '@jest/globals';
import { longestRetryAfterMs, maxAttempts, waitAfter } from './schedule.js';

const hour = 3_600_000;
const waits = (random: () => number) =>
  Array.from(
    { length: maxAttempts - 1 },
    (_, i) => waitAfter({ attempts: i + 1, retryAfterMs: undefined }, random) ?? 0,
  );
const sum = (all: number[]) => all.reduce((a, b) => a + b, 0);

describe('the schedule of attempts', () => {
  it('makes ten of them within about 76 hours', () => {
    expect(maxAttempts).toBe(10);
    expect(sum(waits(() => 0)) / hour).toBeCloseTo(75.6, 1);
    expect(sum(waits(() => 0.999)) / hour).toBeLessThan(84);
    expect(waitAfter({ attempts: 10, retryAfterMs: undefined }, () => 0)).toBeNull();
  });

  it('spreads what failed together', () => {
    expect(waits(() => 0.5)).not.toEqual(waits(() => 0.1));
    waits(() => 0.999).forEach((wait, i) => expect(wait).toBeGreaterThan(waits(() => 0)[i]!));
  });

  it('waits as long as the receiver asks, up to a day', () => {
    expect(waitAfter({ attempts: 1, retryAfterMs: 60_000 }, () => 0)).toBe(60_000);
    expect(waitAfter({ attempts: 1, retryAfterMs: 30 * 24 * hour }, () => 0)).toBe(longestRetryAfterMs);
    expect(waitAfter({ attempts: 4, retryAfterMs: 1_000 }, () => 0)).toBe(2 * hour);
  });
});
