import type { BudgetReading } from './rate-dialect.js';

/** What a vendor, or the hub itself, allows: so many requests in so many seconds, so many of them at once. */
export interface Allowance {
  readonly requests: number;
  readonly perSeconds: number;
  readonly concurrent?: number;
}

/** The terms on which requests draw on one budget. */
export interface BudgetTerms {
  /** Who shares it, e.g. `google-calendar:client:shared`. */
  readonly key: string;
  readonly requestsPerSecond: number;
  readonly concurrent: number;
  /** Requests that may follow each other at once after a rest. Default: a second's worth. */
  readonly burst?: number;
  /** Paced together with the other processes, through the ledger. */
  readonly isShared?: boolean;
}

/** What an answer said about one budget. */
export interface BudgetWord {
  readonly key: string;
  readonly reading?: BudgetReading;
  /** The vendor refused for too many requests. */
  readonly isLimited?: boolean;
  /** Until when it wants to be left alone, from now. */
  readonly retryAfterMs?: number;
}

export interface BudgetState {
  readonly remaining: number | null;
  readonly resetAt: Date | null;
  readonly closedUntil: Date | null;
}

export interface Taken {
  readonly granted: number;
  /** When the next one may be had; of no meaning when some were granted. */
  readonly waitMs: number;
  /** More than zero: the vendor wants to be left alone, as another process was told. */
  readonly closedForMs: number;
}

/** What processes know together about budgets. `take` never rejects: pacing goes on when the ledger cannot be read. */
export interface BudgetLedger {
  take(terms: BudgetTerms, want: number): Promise<Taken>;
  /** Tells the other processes; returns at once. */
  close(key: string, milliseconds: number): void;
}

/** For metrics: what happened at a budget's door. */
export interface PacingEvent {
  readonly kind: 'waited' | 'refused' | 'closed';
  readonly key: string;
  readonly milliseconds: number;
}

/** Nobody's limit is that high. */
const unpaced = 1_000_000;

/**
 * Terms that stay within an allowance however the vendor's window lies. A bucket that holds `burst` and refills at
 * `rate` lets at most `burst + rate · window` pass in any window, so the burst is taken off the rate. Three percent stay
 * unused, because requests that left evenly arrive unevenly.
 */
export const termsOf = (key: string, allowance: Allowance): Omit<BudgetTerms, 'isShared'> => {
  const { requests, perSeconds, concurrent = unpaced } = allowance;
  const burst = Math.max(1, Math.floor(requests * 0.04));
  return { key, burst, concurrent, requestsPerSecond: (requests * 0.97 - (burst - 1)) / perSeconds };
};

/** For a budget that only listens to the vendor. */
export const unpacedTerms = (key: string): BudgetTerms => ({
  key,
  requestsPerSecond: unpaced,
  concurrent: unpaced,
});

export const burstOf = (terms: BudgetTerms): number => Math.max(1, terms.burst ?? terms.requestsPerSecond);

/** A rate of zero would wait for ever, which timers turn into not at all. */
export const rateOf = (terms: BudgetTerms): number => Math.max(0.0001, terms.requestsPerSecond);
