import { describe, expect, it } from '@jest/globals';
import { perAccount, waitAfter } from './backoff.js';

describe('the wait after failures', () => {
  it('is none at first, then doubles, then stays', () => {
    const waits = [1, 4, 5, 6, 7, 8, 9, 10, 11, 1000].map(failures => waitAfter(failures, perAccount));
    expect(waits).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  });
});
