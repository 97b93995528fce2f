import type { Timing } from '../timing.js';
import { BoundedMap } from './bounded-map.js';

export interface Limits {
  readonly requestsPerSecond: number;
  readonly concurrent: number;
}

/** Gives the slot back; harmless when called twice. */
export type Release = () => void;

/** In-process rate and concurrency per key. Turns are given in the order they were asked for. */
export class Limiter {
  private readonly lanes: BoundedMap<Lane>;

  constructor(
    private readonly timing: Timing,
    /** Aborted when the client closes. */
    private readonly closing: AbortSignal,
    capacity = 10_000,
  ) {
    this.lanes = new BoundedMap(capacity, lane => lane.busy);
  }

  /** Waits for a turn; rejects with the signal's reason when it is aborted first. */
  acquire(key: string, limits: Limits, signal: AbortSignal): Promise<Release> {
    const lane = this.lanes.get(key, () => new Lane(this.timing, this.closing, limits));
    lane.limits = limits;
    return lane.acquire(signal);
  }

  get size(): number {
    return this.lanes.size;
  }
}

interface Waiter {
  readonly grant: () => void;
}

/** A token bucket that holds one second's worth, and a count of what is running. */
class Lane {
  private readonly waiting = new Set<Waiter>();
  private running = 0;
  private tokens: number;
  private filledAt: number;
  private asleep = false;

  constructor(
    private readonly timing: Timing,
    private readonly closing: AbortSignal,
    public limits: Limits,
  ) {
    this.tokens = burst(limits);
    this.filledAt = timing.elapsed();
  }

  get busy(): boolean {
    return this.running > 0 || this.waiting.size > 0;
  }

  acquire(signal: AbortSignal): Promise<Release> {
    const { promise, resolve, reject } = Promise.withResolvers<Release>();
    if (signal.aborted) reject(signal.reason as Error);
    else {
      const leave = (): void => {
        this.waiting.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        grant: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.slot());
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.add(waiter);
      this.advance();
    }
    return promise;
  }

  private slot(): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.running -= 1;
      this.advance();
    };
  }

  private advance(): void {
    this.refill();
    for (const waiter of this.waiting) {
      if (this.running >= Math.max(1, this.limits.concurrent)) return;
      if (this.tokens < 1) {
        this.wakeLater();
        return;
      }
      this.tokens -= 1;
      this.running += 1;
      this.waiting.delete(waiter);
      waiter.grant();
    }
  }

  private refill(): void {
    const now = this.timing.elapsed();
    const gained = ((now - this.filledAt) / 1000) * rate(this.limits);
    this.tokens = Math.min(burst(this.limits), this.tokens + gained);
    this.filledAt = now;
  }

  private wakeLater(): void {
    if (this.asleep) return;
    this.asleep = true;
    const missingMs = ((1 - this.tokens) / rate(this.limits)) * 1000;
    // Rounded up: a millisecond early would find a token short of one by a rounding error.
    this.timing.sleep(Math.ceil(missingMs), this.closing).then(
      () => {
        this.asleep = false;
        this.advance();
      },
      // Closed: every waiter is leaving by its own signal.
      () => undefined,
    );
  }
}

const burst = (limits: Limits): number => Math.max(1, limits.requestsPerSecond);

/** A rate of zero would wait for ever, which timers turn into not at all. */
const rate = (limits: Limits): number => Math.max(0.001, limits.requestsPerSecond);
