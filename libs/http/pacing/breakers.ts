import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { ProviderError } from '#kernel';
import type { Timing } from '../timing.js';
import { BoundedMap } from './bounded-map.js';

export interface BreakerOptions {
  /** Failures in a row, without one answer between them, that open it. */
  readonly failures: number;
  readonly halfOpenAfterMs: number;
  readonly capacity: number;
}

export const breakerDefaults: BreakerOptions = { failures: 10, halfOpenAfterMs: 30_000, capacity: 5_000 };

/** A failure that says something about the host: it did not answer, or with 5xx. */
export type IsHostFailure = (error: unknown) => boolean;

/**
 * One circuit breaker per key. Closed: requests pass. Open, after too many failures in a row: requests fail at once.
 * Half-open, some time later: one request probes, the others still fail at once; its answer closes or opens again.
 *
 * Where many members share a host, each has a breaker of its own in front of the host's, and only its first failures in
 * a row count against the host: one member in trouble, however often it tries, never closes the host to the others.
 */
export class Breakers {
  private readonly breakers: BoundedMap<Breaker>;

  constructor(
    private readonly timing: Timing,
    private readonly isHostFailure: IsHostFailure,
    private readonly options: BreakerOptions = breakerDefaults,
  ) {
    // Forgetting a breaker costs a few failures more; so any may go, the longest unused first.
    this.breakers = new BoundedMap(options.capacity, () => false);
  }

  get size(): number {
    return this.breakers.size;
  }

  async run<T extends { readonly status: number }>(
    key: string,
    host: string,
    work: () => Promise<T>,
    member?: string,
  ): Promise<T> {
    if (member === undefined) return await this.breaker(key).run(host, work);
    const own = this.breaker(`${key} ${member}`);
    return await own.run(host, () => this.breaker(key).runFor(member, host, work));
  }

  private breaker(key: string): Breaker {
    return this.breakers.get(key, () => new Breaker(this.timing, this.isHostFailure, this.options));
  }
}

class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openedAt = 0;
  /** Failures by member since the last good answer. */
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly timing: Timing,
    private readonly isHostFailure: IsHostFailure,
    private readonly options: BreakerOptions,
  ) {
    // A probe that ended without an answer (cancelled, too large) proved nothing: it must not close the circuit.
    const counts = (error: unknown): boolean =>
      isHostFailure(error) || this.policy.state === CircuitState.HalfOpen;
    this.policy = circuitBreaker(handleWhen(counts).orWhenResult(isServerFailure), {
      halfOpenAfter: options.halfOpenAfterMs,
      breaker: new ConsecutiveBreaker(options.failures),
    });
    this.policy.onBreak(() => {
      this.openedAt = timing.elapsed();
    });
  }

  async run<T extends { readonly status: number }>(host: string, work: () => Promise<T>): Promise<T> {
    // Left to itself the library would let the others wait for the probe's end.
    if (this.policy.state === CircuitState.HalfOpen) throw this.open(host);
    try {
      return await this.policy.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.open(host) : error;
    }
  }

  /** As `run`, for one of many: it has a part of the failures that open the circuit, and no more. */
  async runFor<T extends { readonly status: number }>(
    member: string,
    host: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const part = Math.max(1, Math.floor(this.options.failures / 3));
    const isSpent = this.policy.state === CircuitState.Closed && (this.failures.get(member) ?? 0) >= part;
    try {
      const result = isSpent ? await work() : await this.run(host, work);
      if (isServerFailure(result)) this.note(member);
      else await this.good(isSpent, result);
      return result;
    } catch (error) {
      if (this.isHostFailure(error)) this.note(member);
      throw error;
    }
  }

  private note(member: string): void {
    this.failures.set(member, (this.failures.get(member) ?? 0) + 1);
  }

  /** One good answer starts every count anew, also the library's when it was passed by. */
  private async good<T>(isPassedBy: boolean, result: T): Promise<void> {
    this.failures.clear();
    if (isPassedBy && this.policy.state === CircuitState.Closed) {
      await this.policy.execute(() => Promise.resolve(result));
    }
  }

  private open(host: string): ProviderError {
    const left = this.openedAt + this.options.halfOpenAfterMs - this.timing.elapsed();
    return new ProviderError(
      'temporary',
      `The host ${host} failed repeatedly; it is left alone for a while.`,
      {
        retryAfterMs: Math.max(1000, Math.ceil(left)),
      },
    );
  }
}

const isServerFailure = (result: unknown): boolean =>
  typeof result === 'object' &&
  result !== null &&
  'status' in result &&
  typeof result.status === 'number' &&
  result.status >= 500;
