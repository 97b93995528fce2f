import type { Timing } from '../timing.js';
import { type BudgetReading, longestClosureMs } from './rate-dialect.js';
import type { BudgetState } from './budget.js';

const firstClosureMs = 1_000;
const longestGuessMs = 60_000;
/** Resets that differ by less are the same one: seconds are rounded, and answers take their time. */
const sameResetMs = 2_000;

/** What a vendor has said about one budget: closed until when, and how much is left until the count begins anew. */
export class Standing {
  private closedUntil = 0;
  private refusals = 0;
  private left: { requests: number; until: number } | null = null;

  constructor(private readonly timing: Timing) {}

  /** Milliseconds until a request may go, at the latest: the answers to those in flight may allow it sooner. */
  heldMs(inFlight: number): number {
    const now = this.timing.elapsed();
    const closed = Math.max(0, this.closedUntil - now);
    if (closed > 0 || this.left === null) return closed;
    if (this.left.until <= now) this.left = null;
    return this.left === null || this.left.requests - inFlight >= 1 ? 0 : this.left.until - now;
  }

  /** The answer came without a count: it is taken to have cost one. */
  spend(): void {
    if (this.left !== null) this.left.requests = Math.max(0, this.left.requests - 1);
  }

  /**
   * Within a window the lowest count holds, because answers overtake each other; those in flight may not be in it, which
   * `heldMs` minds. A reading of a window that is over says nothing.
   */
  hear({ remaining, resetAt }: BudgetReading): void {
    if (remaining === null || resetAt === null) return;
    const now = this.timing.elapsed();
    const until = now + resetAt.getTime() - this.timing.clock.now().getTime();
    if (until <= now) return;
    const known = this.left !== null && this.left.until > now ? this.left : null;
    if (known === null || until > known.until + sameResetMs) this.left = { requests: remaining, until };
    else if (until >= known.until - sameResetMs) known.requests = Math.min(known.requests, remaining);
  }

  /**
   * Refused for too many requests. Without a word on how long, each refusal after a pause doubles the next pause.
   * Answers how long it is closed now, 0 when that was known already.
   */
  refuse(retryAfterMs: number | undefined): number {
    const isNew = this.closedUntil <= this.timing.elapsed();
    if (isNew) this.refusals += 1;
    const guess = Math.min(longestGuessMs, firstClosureMs * 2 ** Math.min(10, this.refusals - 1));
    const milliseconds = retryAfterMs ?? (isNew ? guess : 0);
    const before = this.closedUntil;
    this.close(milliseconds);
    return isNew || this.closedUntil > before + 1_000 ? milliseconds : 0;
  }

  answered(): void {
    if (this.closedUntil <= this.timing.elapsed()) this.refusals = 0;
  }

  close(milliseconds: number): void {
    const until = this.timing.elapsed() + Math.min(milliseconds, longestClosureMs);
    this.closedUntil = Math.max(this.closedUntil, until);
  }

  get isIdle(): boolean {
    const now = this.timing.elapsed();
    return this.closedUntil <= now && (this.left === null || this.left.until <= now);
  }

  get state(): BudgetState {
    const elapsed = this.timing.elapsed();
    const now = this.timing.clock.now().getTime();
    const dateOf = (at: number): Date => new Date(Math.round(now + at - elapsed));
    const left = this.left !== null && this.left.until > elapsed ? this.left : null;
    return {
      remaining: left?.requests ?? null,
      resetAt: left === null ? null : dateOf(left.until),
      closedUntil: this.closedUntil > elapsed ? dateOf(this.closedUntil) : null,
    };
  }
}
