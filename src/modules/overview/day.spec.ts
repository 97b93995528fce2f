import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { firstIdAt, startOf } from './day.js';

const now = new Date('2026-11-21T14:30:00Z');

describe('today', () => {
  it('begins at midnight in UTC, or where the viewer says', () => {
    expect(startOf(undefined, now).toISOString()).toBe('2026-11-21T00:00:00.000Z');
    expect(startOf('2026-11-20T23:00:00Z', now).toISOString()).toBe('2026-11-20T23:00:00.000Z');
  });

  it('begins neither in the future nor long ago', () => {
    for (const since of ['2026-11-21T14:30:01Z', '2026-10-01T00:00:00Z'])
      expect(() => startOf(since, now)).toThrow('expected a time of the last 31 days');
  });

  it('is a range of ids', async () => {
    const before = newId();
    await new Promise(resolve => setTimeout(resolve, 5));
    const between = firstIdAt(new Date());
    const after = newId();
    expect([after, between, before].sort()).toEqual([before, between, after]);
  });
});
