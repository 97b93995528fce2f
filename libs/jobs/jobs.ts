export interface WakeOptions {
  /** Not sooner than this. An earlier wake-up that is already waiting stands for a later one. */
  readonly delayMs?: number;
}

/**
 * Wake-ups for tasks. What is due is written in our tables, and a wake-up only says "look there soon": one lost is
 * found again by the sweeper, one too many finds nothing to do. It therefore carries the name of a lane and no more.
 *
 * For one task and lane at most one run is in progress and at most one waits. A wake-up during a run gives exactly one
 * run after it, however many there were.
 *
 * Call `wake` after the transaction that made the work due has committed: a run that looks earlier sees nothing.
 */
export abstract class Jobs {
  /** Never throws: with the queue away the wake-up is logged and left to the sweeper. */
  abstract wake(task: string, lane: string, options?: WakeOptions): Promise<void>;
  /** As `wake` without options, for many lanes in few round trips. */
  abstract wakeAll(task: string, lanes: readonly string[]): Promise<void>;
  /** Rejects when the queue cannot be reached. */
  abstract start(): Promise<void>;
  /**
   * Takes no new job and waits for the running ones; after `timeoutMs` their signal is raised, and shortly afterwards
   * they are left behind, to be run again by another process. Wake-ups are still accepted.
   */
  abstract drain(timeoutMs: number): Promise<void>;
  /** Releases the connections. */
  abstract close(): Promise<void>;
}
