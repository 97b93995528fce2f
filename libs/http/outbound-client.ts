import { ProviderError } from '#kernel';
import { Connections, type ConnectionOptions } from './connections.js';
import { Unanswered, errorLabel, stopping, toFailure } from './failures.js';
import { AddressGuard, type AddressGuardOptions } from './guard/address-guard.js';
import type { Exchange, OutboundRequest, OutboundResponse } from './outbound.js';
import { OutboundCall } from './outbound-call.js';
import { type BreakerOptions, Breakers } from './pacing/breakers.js';
import type { BudgetLedger, BudgetState, PacingEvent } from './pacing/budget.js';
import { Limiter, type Turn } from './pacing/limiter.js';
import { parseRetryAfter } from './pacing/retry-after.js';
import { repeatable, waitMs } from './pacing/retry-rules.js';
import { type Hop, nextHop } from './redirects.js';
import { type Timing, systemTiming } from './timing.js';
import { Wire } from './wire.js';

export interface OutboundClientOptions extends AddressGuardOptions, ConnectionOptions {
  readonly timing?: Timing;
  readonly userAgent?: string;
  readonly breaker?: BreakerOptions;
  /** Called once for each request on the wire; must not throw. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Called when a request had to wait, was refused a turn, or a vendor closed a budget; must not throw. */
  readonly onPacing?: (event: PacingEvent) => void;
  /** Where processes agree on shared budgets; without one each paces on its own. */
  readonly ledger?: BudgetLedger;
}

type Outcome = { readonly response: OutboundResponse } | { readonly error: unknown };

/**
 * The one way out. A call waits for its turn (rate, concurrency), passes the circuit breaker, then goes on the wire,
 * where host and address are checked; passing failures are repeated after a wait that holds no turn:
 *
 *     call = until settled { turn { breaker { hop, hop, … } }, wait }
 *
 * An answer of any status is returned. What throws: `ProviderError` (no usable answer), `HubError` target_refused (the
 * guard), or the reason of the caller's own signal.
 */
export class OutboundClient {
  private readonly timing: Timing;
  private readonly wire: Wire;
  private readonly connections: Connections;
  private readonly limiter: Limiter;
  private readonly breakers: Breakers;
  private readonly closing = new AbortController();
  private readonly cutting = new AbortController();
  private closed: Promise<void> | undefined;
  private readonly onExchange: (exchange: Exchange) => void;

  constructor(options: OutboundClientOptions = {}) {
    this.timing = options.timing ?? systemTiming();
    const guard = new AddressGuard(options);
    this.connections = new Connections(guard, options);
    this.wire = new Wire(this.connections, guard, options.userAgent ?? 'Causeway');
    this.limiter = new Limiter(this.timing, this.closing.signal, options);
    this.breakers = new Breakers(this.timing, error => error instanceof Unanswered, options.breaker);
    this.onExchange = options.onExchange ?? (() => undefined);
  }

  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const stops = { closing: this.closing.signal, cutting: this.cutting.signal };
    const call = new OutboundCall(request, stops, this.timing.elapsed);
    try {
      this.wire.assertTarget(call.first.url, call.policy);
      if (this.closing.signal.aborted) throw stopping(call.host);
      return await this.untilSettled(call);
    } finally {
      call.end();
    }
  }

  /** What is known here about a budget. */
  budget(key: string): BudgetState | undefined {
    return this.limiter.state(key);
  }

  /** Requests in line, by budget. */
  waiting(): Iterable<[key: string, count: number]> {
    return this.limiter.waiting();
  }

  /** Another process was told to leave it alone. */
  closeBudget(key: string, milliseconds: number): void {
    this.limiter.close(key, milliseconds);
  }

  /** No new requests; those on the wire may finish within the grace, then they are cut. */
  close(graceMs = 10_000): Promise<void> {
    this.closed ??= this.stop(graceMs);
    return this.closed;
  }

  private async stop(graceMs: number): Promise<void> {
    this.closing.abort();
    const finished = new AbortController();
    const cut = this.timing.sleep(graceMs, finished.signal).then(
      () => this.cutting.abort(),
      () => undefined, // all finished in time
    );
    await this.connections.close();
    finished.abort();
    await cut;
  }

  private async untilSettled(call: OutboundCall): Promise<OutboundResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(call, attempt);
      const wait = this.waitAfter(outcome, call, attempt);
      if (wait === null || !(await this.slept(wait, call))) return settle(outcome);
    }
  }

  private async attempt(call: OutboundCall, attempt: number): Promise<Outcome> {
    const turn = await this.turn(call);
    const { breakerKey, breakerMember, readBudgets } = call.policy;
    try {
      const work = () => this.follow(call, attempt);
      const response = await this.breakers.run(breakerKey, call.host, work, breakerMember);
      turn.hear(readBudgets(response));
      release(turn, response);
      return { response };
    } catch (error) {
      turn.release();
      return { error };
    }
  }

  private async turn(call: OutboundCall): Promise<Turn> {
    const { limitKey, requestsPerSecond, concurrent, narrower, budgets, share, patienceMs } = call.policy;
    const own = { key: limitKey, requestsPerSecond, concurrent };
    const wish = { share, patienceMs, signal: call.waiting };
    try {
      return await this.limiter.acquire([...narrower, own, ...budgets], wish);
    } catch (error) {
      throw call.turnMissed(error);
    }
  }

  private async follow(call: OutboundCall, attempt: number): Promise<OutboundResponse> {
    const { followRedirects } = call.policy;
    let hop = call.first;
    for (let followed = 0; ; followed += 1) {
      const response = await this.exchange(call, hop, attempt);
      const next = followRedirects === 0 ? null : nextHop(hop, response);
      if (next === null) return response;
      if (followed === followRedirects) {
        throw new ProviderError('permanent', `The host ${hop.url.hostname} redirects too often.`);
      }
      hop = next;
    }
  }

  private async exchange(call: OutboundCall, hop: Hop, attempt: number): Promise<OutboundResponse> {
    const startedAt = this.timing.elapsed();
    const report = (result: { status: number } | { error: string }): void =>
      this.onExchange({
        method: hop.method,
        host: hop.url.host,
        limitKey: call.policy.limitKey,
        attempt,
        durationMs: this.timing.elapsed() - startedAt,
        ...result,
      });
    try {
      const response = await this.wire.send(hop, call.policy, call);
      report({ status: response.status });
      return response;
    } catch (error) {
      const failure = call.failure(toFailure(error, hop.url.hostname));
      report({ error: errorLabel(failure) });
      throw failure;
    }
  }

  /** Milliseconds until the next attempt, or null when this outcome is the last. */
  private waitAfter(outcome: Outcome, call: OutboundCall, attempt: number): number | null {
    if (attempt >= call.policy.maxAttempts) return null;
    const retryAfterMs = this.retryAfter(outcome);
    const again =
      'error' in outcome
        ? outcome.error instanceof Unanswered && call.idempotent
        : repeatable({ status: outcome.response.status, retryAfterMs }, call.idempotent);
    const wait = again ? waitMs(attempt, retryAfterMs, this.timing.random) : null;
    return wait !== null && call.canWait(wait) ? wait : null;
  }

  private retryAfter(outcome: Outcome): number | undefined {
    if ('error' in outcome) return undefined;
    return parseRetryAfter(outcome.response.headers['retry-after'], this.timing.clock.now());
  }

  /** False when the wait was cut short by the hub stopping: the outcome at hand is then the answer. */
  private async slept(milliseconds: number, call: OutboundCall): Promise<boolean> {
    try {
      await this.timing.sleep(milliseconds, call.waiting);
      return true;
    } catch (error) {
      if (call.signal.aborted) throw call.failure(error as Error);
      return false;
    }
  }
}

/** A body that still arrives takes part of what is allowed at once. */
const release = (turn: Turn, { stream }: OutboundResponse): void => {
  if (stream && !stream.closed) stream.once('close', () => turn.release());
  else turn.release();
};

const settle = (outcome: Outcome): OutboundResponse => {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
};
