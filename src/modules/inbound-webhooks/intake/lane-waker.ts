import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Jobs, laneOf } from '#jobs';
import { processTask } from '../processing/lane.js';

/** A connection with a thousand deliveries a second needs a few wake-ups a second, not a thousand. */
const gapMs = 100;

/** Wakes the lanes that got receipts, beside the answers and never in their way. What is lost is swept up. */
@Injectable()
export class LaneWaker {
  readonly #lanes = new Set<string>();
  #busy = false;

  constructor(private readonly jobs: Jobs) {}

  wake(organizationId: string, connectionId: string): void {
    this.#lanes.add(laneOf(organizationId, connectionId));
    if (this.#busy) return;
    this.#busy = true;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    // What arrived in the same turn goes along.
    await new Promise(resolve => setImmediate(resolve));
    while (this.#lanes.size > 0) {
      const lanes = [...this.#lanes];
      this.#lanes.clear();
      await this.jobs.wakeAll(processTask, lanes);
      await sleep(gapMs, undefined, { ref: false });
    }
    this.#busy = false;
  }
}
