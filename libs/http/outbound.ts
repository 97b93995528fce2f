import type { Readable } from 'node:stream';
import type { BudgetTerms, BudgetWord } from './pacing/budget.js';
import type { StreamLimits } from './streamed-body.js';

/** One call to the outside. `policy` is the caller's, so that each use says what it is willing to do. */
export interface OutboundRequest {
  readonly method: string;
  readonly url: URL | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** May it be sent twice? Default: every method but POST and PATCH (RFC 9110 §9.2.2). */
  readonly idempotent?: boolean;
  /** A 2xx is handed over with its body in `stream`; it keeps its turn, and the deadline ends with the last header. */
  readonly stream?: StreamLimits;
  readonly policy: OutboundPolicy;
}

export interface OutboundTimeouts {
  /** Name resolution, TCP and TLS. */
  readonly connectMs: number;
  /** From the request sent to the last header. */
  readonly headersMs: number;
  /** Everything: waiting for a turn, all attempts, all redirects, the whole body. */
  readonly totalMs: number;
}

export interface OutboundPolicy {
  /** `api.example.com`, or `*.example.com` for every name below it. Holds for the request and every redirect. */
  readonly allowedHosts: readonly string[];
  /** Who shares the rate and the concurrency, e.g. `google-calendar:<connectionId>`. */
  readonly limitKey: string;
  /** Who shares the circuit breaker, e.g. `google-calendar:<host>`. */
  readonly breakerKey: string;
  readonly timeouts?: Partial<OutboundTimeouts>;
  /** Of the decoded body and of the bytes on the wire alike. */
  readonly maxResponseBytes?: number;
  /** Attempts in all, the first included. */
  readonly maxAttempts?: number;
  /** Redirects that are followed; with 0 the redirect itself is the answer. */
  readonly followRedirects?: number;
  readonly requestsPerSecond?: number;
  readonly concurrent?: number;
  /** One of many that share the breaker: it then has one of its own, too, and cannot open theirs alone. */
  readonly breakerMember?: string;
  /** Budgets that the request draws on before that of `limitKey`. */
  readonly narrower?: readonly BudgetTerms[];
  /** Wider budgets that the request draws on as well, narrowest first. */
  readonly budgets?: readonly BudgetTerms[];
  /** For whom it stands in line there, e.g. the organization: shares take turns. */
  readonly share?: string;
  /** A turn that is known to take longer is refused at once as `rate_limited`. Default: all the time there is. */
  readonly patienceMs?: number;
  /** What an answer says about the budgets. */
  readonly readBudgets?: (response: OutboundResponse) => readonly BudgetWord[];
}

export type ResolvedPolicy = Required<Omit<OutboundPolicy, 'timeouts' | 'breakerMember'>> & {
  readonly breakerMember?: string;
  readonly timeouts: OutboundTimeouts;
};

export const outboundDefaults = {
  timeouts: { connectMs: 5_000, headersMs: 20_000, totalMs: 60_000 },
  maxResponseBytes: 20 * 1024 * 1024,
  maxAttempts: 3,
  followRedirects: 0,
  requestsPerSecond: 10,
  concurrent: 4,
  narrower: [],
  budgets: [],
  share: '',
  patienceMs: Infinity,
  readBudgets: () => [],
} as const satisfies Omit<ResolvedPolicy, 'allowedHosts' | 'limitKey' | 'breakerKey' | 'breakerMember'>;

export const resolvePolicy = (policy: OutboundPolicy): ResolvedPolicy => ({
  ...outboundDefaults,
  ...policy,
  timeouts: { ...outboundDefaults.timeouts, ...policy.timeouts },
});

export interface OutboundResponse {
  readonly status: number;
  /** Lower-case names; repeated lines joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `body` as UTF-8, without a byte order mark. */
  readonly text: string;
  /** In place of `body`, where it was asked for: to be read to its end or destroyed. */
  readonly stream?: Readable;
}

/** What metrics and logs learn of one request on the wire: nothing secret, no path, no query. */
export interface Exchange {
  readonly method: string;
  readonly host: string;
  readonly limitKey: string;
  readonly attempt: number;
  readonly durationMs: number;
  /** Present when the host answered. */
  readonly status?: number;
  /** Present when it did not: the code of the `HubError`, or `aborted`. */
  readonly error?: string;
}
