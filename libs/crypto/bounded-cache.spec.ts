import { describe, expect, it } from '@jest/globals';
import { Clock } from '#kernel';
import { BoundedCache } from './bounded-cache.js';

class StoppedClock extends Clock {
  at = 0;
  override now = (): Date => new Date(this.at);
}

const setUp = (maxEntries: number) => {
  const clock = new StoppedClock();
  const asked: string[] = [];
  const cache = new BoundedCache<string>({ maxEntries, maxAgeMs: 1000 }, clock);
  const get = (key: string): Promise<string> =>
    cache.get(key, () => {
      asked.push(key);
      return Promise.resolve(key);
    });
  return { clock, asked, cache, get };
};

describe('The cache of data keys', () => {
  it('asks once for many who want the same at once', async () => {
    const { asked, get } = setUp(10);
    await Promise.all([get('a'), get('a'), get('a')]);
    expect(asked).toEqual(['a']);
  });

  it('forgets what was used longest ago, and never holds more than its bound', async () => {
    const { asked, cache, get } = setUp(2);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.size).toBe(2);
  });

  it('asks again when an answer is too old, however often it was used', async () => {
    const { clock, asked, get } = setUp(2);
    for (const at of [0, 500, 999, 1000]) {
      clock.at = at;
      await get('a');
    }
    expect(asked).toEqual(['a', 'a']);
  });

  it('does not remember a failure', async () => {
    const { cache, get } = setUp(2);
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get('a')).toBe('a');
  });
});
