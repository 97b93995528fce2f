import { describe, expect, it } from '@jest/globals';
import { systemTiming } from '../timing.js';
import type { Timing } from '../timing.js';
import { BoundedMap } from './bounded-map.js';
import type { BudgetTerms } from './budget.js';
import { Limiter } from './limiter.js';

const open = new AbortController().signal;

/** One turn on one budget; gives it back by the function. */
const acquire = async (
  limiter: Limiter,
  key: string,
  limits: Omit<BudgetTerms, 'key'>,
  signal: AbortSignal,
): Promise<() => void> =>
  (await limiter.acquire([{ key, ...limits }], { share: '', patienceMs: Infinity, signal })).release;

/** Time that moves only when something sleeps. */
const virtualTiming = (): Timing & { now: number } => {
  const timing = {
    ...systemTiming(),
    now: 0,
    elapsed: () => timing.now,
    sleep: async (milliseconds: number) => {
      await new Promise(resolve => setImmediate(resolve));
      timing.now += milliseconds;
    },
  };
  return timing;
};

describe('the limiter', () => {
  it('gives a burst of one second at once and then the rate, in order', async () => {
    const timing = virtualTiming();
    const limiter = new Limiter(timing, open);
    const turns: [number, number][] = [];
    const calls = Array.from({ length: 12 }, async (_, i) => {
      const release = await acquire(limiter, 'k', { requestsPerSecond: 4, concurrent: 100 }, open);
      turns.push([i, timing.now]);
      release();
    });
    await Promise.all(calls);
    expect(turns.map(([i]) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(turns.map(([, when]) => when)).toEqual([0, 0, 0, 0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000]);
  });

  it('keeps rates below one per second', async () => {
    const timing = virtualTiming();
    const limiter = new Limiter(timing, open);
    const limits = { requestsPerSecond: 0.1, concurrent: 1 };
    (await acquire(limiter, 'k', limits, open))();
    (await acquire(limiter, 'k', limits, open))();
    expect(timing.now).toBe(10_000);
  });

  it('never lets more run than may, per key', async () => {
    const limiter = new Limiter(systemTiming(), open);
    const running = new Map<string, number>();
    const peaks = new Map<string, number>();
    const work = async (key: string): Promise<void> => {
      const release = await acquire(limiter, key, { requestsPerSecond: 1e6, concurrent: 3 }, open);
      running.set(key, (running.get(key) ?? 0) + 1);
      peaks.set(key, Math.max(peaks.get(key) ?? 0, running.get(key) ?? 0));
      await new Promise(resolve => setTimeout(resolve, 5));
      running.set(key, (running.get(key) ?? 0) - 1);
      release();
      release();
    };
    await Promise.all(Array.from({ length: 40 }, (_, i) => work(i % 2 === 0 ? 'a' : 'b')));
    expect(Object.fromEntries(peaks)).toEqual({ a: 3, b: 3 });
  });

  it('lets a waiter leave without losing the turn for those behind it', async () => {
    const limiter = new Limiter(systemTiming(), open);
    const limits = { requestsPerSecond: 1000, concurrent: 1 };
    const release = await acquire(limiter, 'k', limits, open);
    const abort = new AbortController();
    const leaving = acquire(limiter, 'k', limits, abort.signal);
    const staying = acquire(limiter, 'k', limits, open);
    const reason = new Error('gone');
    abort.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    release();
    (await staying)();
    await expect(acquire(limiter, 'k', limits, abort.signal)).rejects.toBe(reason);
  });

  it('forgets idle keys beyond its capacity and none in use', async () => {
    const limiter = new Limiter(systemTiming(), open, { capacity: 3 });
    const limits = { requestsPerSecond: 0.001, concurrent: 1 };
    const release = await acquire(limiter, 'held', limits, open);
    for (let i = 0; i < 50; i += 1) (await acquire(limiter, `k${i}`, limits, open))();
    expect(limiter.size).toBe(3);
    const late = AbortSignal.timeout(30);
    await expect(acquire(limiter, 'held', limits, late)).rejects.toMatchObject({ name: 'TimeoutError' });
    release();
  });
});

describe('a bounded map', () => {
  it('drops what was used longest ago', () => {
    const map = new BoundedMap<string>(2, () => false);
    map.get('a', () => 'a1');
    map.get('b', () => 'b1');
    map.get('a', () => 'a2');
    map.get('c', () => 'c1');
    expect(map.get('a', () => 'a3')).toBe('a1');
    expect(map.get('b', () => 'b2')).toBe('b2');
    expect(map.size).toBe(2);
  });
});
