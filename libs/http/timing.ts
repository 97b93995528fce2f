import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, SystemClock } from '#kernel';

/** Everything about time and chance that the client depends on, so that tests decide it. */
export interface Timing {
  readonly clock: Clock;
  /** Milliseconds that only go forward; the origin means nothing. */
  readonly elapsed: () => number;
  /** Rejects with the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1); spreads retries. */
  readonly random: () => number;
}

const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};

export const systemTiming = (clock: Clock = new SystemClock()): Timing => ({
  clock,
  elapsed: () => performance.now(),
  sleep,
  random: Math.random,
});
