import { describe, expect, it } from '@jest/globals';
import { tableOf } from './queues.js';

describe('the table of queues', () => {
  it('shows each task in aligned columns, and what is paused', () => {
    const figures = { delayed: 0, failed: 0, failing: 2, running: 1 };
    const lines = tableOf([
      {
        task: 'syncs.run',
        waiting: 100_000,
        ...figures,
        dead: null,
        oldestSeconds: 12.34,
        lastMinute: { runs: 90, failures: 3 },
        paused: true,
      },
      {
        task: 'x',
        waiting: 0,
        ...figures,
        dead: 7,
        oldestSeconds: null,
        lastMinute: { runs: 0, failures: 0 },
        paused: false,
      },
    ]).split('\n');
    expect(lines[1]).toMatch(/^syncs\.run +100000 +1 +0 +2 +- +12\.3 s +90 runs, 3 failed +paused$/);
    expect(lines[2]).toMatch(/^x +0 +1 +0 +2 +7 +- +0 runs$/);
    expect(lines[1]?.indexOf('100000')).toBe((lines[2]?.indexOf(' 0 ') ?? 0) - 4);
  });
});
