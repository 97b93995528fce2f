import { HubError, ProviderError } from '#kernel';
import { crowded, deadlineFailure, stopping } from './failures.js';
import { type OutboundRequest, type ResolvedPolicy, resolvePolicy } from './outbound.js';
import { TurnRefused } from './pacing/lane.js';
import type { Hop } from './redirects.js';
import type { StreamLimits } from './streamed-body.js';

/** Framing belongs to the connection, and a `Host` of its own would undo the host lock at a shared front end. */
const ownHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
]);

/** The two steps of stopping: first nothing new begins, then what still runs is cut. */
export interface Stops {
  readonly closing: AbortSignal;
  readonly cutting: AbortSignal;
}

/** A request on its way: what was asked, and the clock that runs against it. */
export class OutboundCall {
  readonly first: Hop;
  readonly policy: ResolvedPolicy;
  readonly idempotent: boolean;
  /** The caller gives up, time is up, or the hub cuts what still runs. */
  readonly signal: AbortSignal;
  /** The same, or the hub stops: for waiting, where nothing is lost by leaving. */
  readonly waiting: AbortSignal;
  private readonly deadline = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly endsAt: number;

  constructor(
    private readonly request: OutboundRequest,
    private readonly stops: Stops,
    private readonly elapsed: () => number,
  ) {
    this.policy = resolvePolicy(request.policy);
    this.first = firstHop(request);
    this.idempotent = request.idempotent ?? !['POST', 'PATCH'].includes(this.first.method);
    this.signal = AbortSignal.any([
      this.deadline.signal,
      stops.cutting,
      ...(request.signal === undefined ? [] : [request.signal]),
    ]);
    this.waiting = AbortSignal.any([this.signal, stops.closing]);
    this.endsAt = elapsed() + this.policy.timeouts.totalMs;
    this.timer = setTimeout(() => this.deadline.abort(), this.policy.timeouts.totalMs);
  }

  get stream(): StreamLimits | undefined {
    return this.request.stream;
  }

  get host(): string {
    return this.first.url.hostname;
  }

  /** Is there time for a wait that long, and sense in it? */
  canWait(milliseconds: number): boolean {
    return !this.waiting.aborted && this.elapsed() + milliseconds < this.endsAt;
  }

  /** The caller's own reason when it gave up; otherwise what the exchange failed with. */
  failure(error: Error): Error {
    if (this.request.signal?.aborted === true) return this.request.signal.reason as Error;
    if (this.stops.cutting.aborted) return stopping(this.host);
    return this.deadline.signal.aborted ? deadlineFailure(this.host, this.policy.timeouts.totalMs) : error;
  }

  /** Why the wait for a turn ended without one. */
  turnMissed(error: unknown): Error {
    if (error instanceof TurnRefused) return crowded(this.host, error.retryAfterMs);
    if (this.request.signal?.aborted === true) return this.request.signal.reason as Error;
    return this.stops.closing.aborted ? stopping(this.host) : crowded(this.host);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2, of which methods use letters and hyphens. */
const token = /^[A-Za-z-]{1,32}$/;

const firstHop = (request: OutboundRequest): Hop => {
  const url = URL.parse(String(request.url));
  // The text is not repeated: it may hold a secret, and it is no use without being a URL.
  if (url === null) throw new HubError('target_refused', 422, 'The target is not an absolute URL.');
  if (!token.test(request.method)) {
    throw new ProviderError('permanent', `The request to ${url.hostname} has an invalid method.`);
  }
  const headers = Object.entries(request.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !ownHeaders.has(name));
  return {
    method: request.method.toUpperCase(),
    url,
    headers: Object.fromEntries(headers),
    body: request.body,
  };
};
