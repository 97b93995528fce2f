import type { Timing } from '../timing.js';
import { Appointments } from './appointments.js';
import {
  type BudgetLedger,
  type BudgetState,
  type BudgetTerms,
  type BudgetWord,
  burstOf,
  rateOf,
} from './budget.js';
import { FairLine } from './fair-line.js';
import { Standing } from './standing.js';

/** Who asks for a turn, and how long it is willing to wait where the wait is known beforehand. */
export interface Wish {
  readonly share: string;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** The wait would be longer than the one who asked wants to stand in line. */
export class TurnRefused extends Error {
  constructor(
    readonly key: string,
    readonly retryAfterMs: number,
  ) {
    super(`no turn for ${retryAfterMs} ms`);
  }
}

/** One place taken; given back once, with whether the answer told the vendor's count. */
export type Place = (heard?: boolean) => void;

/** Of one's patience, spent in line after coming back. */
const earlyPart = 0.4;

interface Waiter {
  readonly wish: Wish;
  readonly grant: () => void;
  readonly refuse: (error: TurnRefused) => void;
}

export interface LaneWorld {
  readonly timing: Timing;
  readonly closing: AbortSignal;
  readonly ledger: BudgetLedger | null;
}

/**
 * One budget: a token bucket, a count of what is in flight, and what the vendor said. A turn needs all three. Tokens
 * come by the rate of the terms; the vendor's word only ever takes away.
 */
export class Lane {
  private readonly line = new FairLine<Waiter>();
  private readonly standing: Standing;
  private readonly appointments: Appointments;
  private running = 0;
  private tokens: number;
  private filledAt: number;
  private wakeAt = Infinity;
  private isAsking = false;

  constructor(
    private readonly world: LaneWorld,
    public terms: BudgetTerms,
  ) {
    this.standing = new Standing(world.timing);
    this.appointments = new Appointments(world.timing.random);
    this.tokens = this.ledger === null ? burstOf(terms) : 0;
    this.filledAt = world.timing.elapsed();
  }

  get busy(): boolean {
    return this.running > 0 || this.line.size > 0 || !this.standing.isIdle;
  }

  get waiting(): number {
    return this.line.size;
  }

  get state(): BudgetState {
    return this.standing.state;
  }

  /** Is it open for a request that has waited elsewhere meanwhile? Its own place counts among those in flight. */
  isOpen(): boolean {
    return this.standing.heldMs(this.running - 1) === 0;
  }

  acquire(wish: Wish): Promise<Place> {
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const { share, signal, patienceMs } = wish;
    const wait = this.expectedMs(share);
    if (signal.aborted) reject(signal.reason as Error);
    else if (wait > patienceMs) reject(this.refusal(wish, wait));
    else {
      const leave = (): void => {
        this.line.leave(share, waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        wish,
        grant: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.place());
        },
        refuse: error => {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.line.join(share, waiter);
      this.advance();
    }
    return promise;
  }

  /** How long the budget stays closed by this word, for the other processes to know; 0 when it does not. */
  hear({ reading, isLimited = false, retryAfterMs }: BudgetWord): number {
    if (reading !== undefined) this.standing.hear(reading);
    if (!isLimited) {
      this.standing.answered();
      this.advance();
      return reading?.remaining === 0 ? this.standing.heldMs(0) : 0;
    }
    const closed = this.standing.refuse(retryAfterMs);
    this.dismiss();
    return closed;
  }

  close(milliseconds: number): void {
    this.standing.close(milliseconds);
    this.dismiss();
  }

  /** Those who would rather come back than stand in line that long. */
  private dismiss(): void {
    const wait = this.standing.heldMs(0);
    for (const waiter of this.line) {
      if (wait <= waiter.wish.patienceMs) continue;
      this.line.leave(waiter.wish.share, waiter);
      waiter.refuse(this.refusal(waiter.wish, wait));
    }
    this.advance();
  }

  /** Come back a little before your turn: what nobody waits for is lost. */
  private refusal({ share, patienceMs }: Wish, wait: number): TurnRefused {
    const now = this.world.timing.elapsed();
    const at = this.appointments.next(share, now, now + wait, 1000 / rateOf(this.terms));
    const early = at - now - patienceMs * earlyPart;
    return new TurnRefused(this.terms.key, Math.ceil(Math.max(this.standing.heldMs(0), early)));
  }

  private expectedMs(share: string): number {
    const held = this.standing.heldMs(0);
    const ahead = Math.max(0, this.line.ahead(share) + (this.ledger === null ? 1 - this.refilled() : 0));
    return held + (ahead / rateOf(this.terms)) * 1000;
  }

  private place(): Place {
    let held = true;
    return (heard = false) => {
      if (!held) return;
      held = false;
      this.running -= 1;
      if (!heard) this.standing.spend();
      this.advance();
    };
  }

  private advance(): void {
    while (this.line.size > 0 && this.running < Math.max(1, this.terms.concurrent)) {
      const held = this.standing.heldMs(this.running);
      // The answers to those in flight may allow it sooner; each of them leads back here.
      if (held > 0 || this.refilled() < 1) {
        this.wakeLater(held);
        return;
      }
      this.tokens -= 1;
      this.running += 1;
      this.line.next()?.grant();
    }
  }

  private refilled(): number {
    if (this.ledger !== null) return this.tokens;
    const now = this.world.timing.elapsed();
    const gained = ((now - this.filledAt) / 1000) * rateOf(this.terms);
    this.tokens = Math.min(burstOf(this.terms), this.tokens + gained);
    this.filledAt = now;
    return this.tokens;
  }

  private wakeLater(held: number): void {
    const { ledger } = this;
    if (held > 0) this.wakeIn(held);
    else if (ledger === null) this.wakeIn(((1 - this.tokens) / rateOf(this.terms)) * 1000);
    else if (!this.isAsking) this.ask(ledger);
  }

  private ask(ledger: BudgetLedger): void {
    this.isAsking = true;
    // Only as many as are wanted at once: what one process keeps is lost to the others.
    void ledger.take(this.terms, this.line.size).then(({ granted, waitMs, closedForMs }) => {
      this.isAsking = false;
      this.tokens += granted;
      if (closedForMs > 0) this.close(closedForMs);
      else if (granted > 0) this.advance();
      else this.wakeIn(waitMs);
    });
  }

  private get ledger(): BudgetLedger | null {
    return this.terms.isShared === true ? this.world.ledger : null;
  }

  private wakeIn(milliseconds: number): void {
    const { timing, closing } = this.world;
    // Rounded up: a millisecond early would find a token short of one by a rounding error.
    const at = timing.elapsed() + Math.ceil(milliseconds);
    if (at >= this.wakeAt) return;
    this.wakeAt = at;
    timing.sleep(Math.ceil(milliseconds), closing).then(
      () => {
        if (this.wakeAt === at) this.wakeAt = Infinity;
        this.advance();
      },
      // Closed: every waiter is leaving by its own signal.
      () => undefined,
    );
  }
}
