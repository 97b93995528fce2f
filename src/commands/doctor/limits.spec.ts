import { describe, expect, it } from '@jest/globals';
import { troubleOf } from './hub-work.js';
import { spaceLeft } from './machine.js';

describe('free space', () => {
  it.each([
    [500e9, 1000e9, 'good'],
    [50e9, 1000e9, 'notice'],
    [0.9e9, 2e9, 'notice'],
    [0.1e9, 2e9, 'bad'],
    [15e9, 1000e9, 'bad'],
  ])('of %d among %d bytes is %s', (free, whole, verdict) => {
    expect(spaceLeft(free, whole).verdict).toBe(verdict);
  });
});

describe('a queue', () => {
  const quiet = {
    task: 'syncs.run',
    waiting: 0,
    running: 0,
    delayed: 0,
    failed: 0,
    failing: 0,
    dead: 0,
    oldestSeconds: null,
    lastMinute: { runs: 0, failures: 0 },
    paused: false,
  };

  it('is well when nothing is old, dead or paused', () => {
    expect(troubleOf(quiet)).toEqual([]);
    expect(troubleOf({ ...quiet, oldestSeconds: 899 })).toEqual([]);
  });

  it('is told of when work was given up, waits too long or is paused', () => {
    expect(troubleOf({ ...quiet, dead: 3 })).toEqual([
      expect.objectContaining({ verdict: 'notice', says: '3 jobs of syncs.run were given up.' }),
    ]);
    expect(troubleOf({ ...quiet, oldestSeconds: 901 })).toEqual([
      expect.objectContaining({ verdict: 'bad' }),
    ]);
    expect(troubleOf({ ...quiet, oldestSeconds: 9_999, paused: true })).toEqual([
      expect.objectContaining({ verdict: 'notice', says: 'syncs.run is paused.' }),
    ]);
  });
});
