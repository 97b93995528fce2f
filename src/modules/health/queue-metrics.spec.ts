import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { TaskFigures } from '#jobs';
import { SystemClock } from '#kernel';
import { QueueMetrics } from './queue-metrics.js';

Logger.overrideLogger(false);
const figures: TaskFigures = {
  ...{ task: 'syncs.run', waiting: 3, running: 1, delayed: 0, failed: 0, failing: 0, dead: 0 },
  ...{ oldestAtMs: null, lastMinute: { runs: 0, failures: 0 } },
};

describe('the metrics of the queue', () => {
  it('leave out what is not known while the queue is away, and say so', async () => {
    let isAway = false;
    const answer = () =>
      isAway ? Promise.reject(new Error('connect ECONNREFUSED')) : Promise.resolve([figures]);
    const metrics = new QueueMetrics({ figures: answer } as never, new SystemClock());
    const text = async () => (await metrics.refresh()).metrics();
    expect(await text()).toContain('causeway_queue_up 1');
    expect(await text()).toContain('causeway_queue_waiting{task="syncs.run"} 3');
    isAway = true;
    expect(await text()).toContain('causeway_queue_up 0');
    expect(await text()).not.toContain('syncs.run');
    isAway = false;
    expect(await text()).toContain('causeway_queue_waiting{task="syncs.run"} 3');
  });
});
