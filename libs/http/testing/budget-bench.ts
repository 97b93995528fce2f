import type { BudgetTerms } from '../pacing/budget.js';
import { TurnRefused } from '../pacing/lane.js';
import { Limiter, type LimiterOptions, type Turn } from '../pacing/limiter.js';
import type { Timing } from '../timing.js';

const open = new AbortController().signal;
export const start = new Date('2026-11-21T10:00:00Z').getTime();

/** Time that moves when the test says so. */
export class TestTime implements Timing {
  private at = 0;
  private sleepers: { at: number; wake: () => void }[] = [];
  readonly clock = { now: () => new Date(start + this.at) };
  readonly elapsed = (): number => this.at;
  readonly random = (): number => 0.5;
  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise(wake => this.sleepers.push({ at: this.at + milliseconds, wake }));

  /** Tick by tick, so that whoever wakes may sleep again on the way. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.at + milliseconds;
    for (;;) {
      await new Promise(resolve => setImmediate(resolve));
      const next = this.sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.sleepers = this.sleepers.filter(sleeper => sleeper !== next);
      this.at = Math.max(this.at, next.at);
      next.wake();
    }
    this.at = end;
  }
}

export const connection: BudgetTerms = { key: 'p:connection:c', requestsPerSecond: 1000, concurrent: 100 };

export class BudgetBench {
  readonly time = new TestTime();
  readonly limiter: Limiter;
  readonly refused: TurnRefused[] = [];
  readonly granted: { share: string; at: number }[] = [];

  constructor(options: LimiterOptions = {}) {
    this.limiter = new Limiter(this.time, open, options);
  }

  async turn(budgets: readonly BudgetTerms[], share = 'o', patienceMs = Infinity): Promise<Turn | null> {
    const answer = await this.answer(budgets, share, patienceMs);
    return answer instanceof TurnRefused ? null : answer;
  }

  async answer(
    budgets: readonly BudgetTerms[],
    share: string,
    patienceMs: number,
  ): Promise<Turn | TurnRefused> {
    try {
      const turn = await this.limiter.acquire(budgets, { share, patienceMs, signal: open });
      this.granted.push({ share, at: this.time.elapsed() });
      return turn;
    } catch (error) {
      if (!(error instanceof TurnRefused)) throw error;
      this.refused.push(error);
      return error;
    }
  }

  /** Asks for a turn whose request is answered at once, with what is left by the vendor's count. */
  async request(budgets: readonly BudgetTerms[], remaining?: number, inSeconds = 60): Promise<void> {
    const turn = await this.turn(budgets);
    if (turn === null) return;
    const resetAt = new Date(this.time.clock.now().getTime() + inSeconds * 1000);
    const key = budgets[0]?.key ?? '';
    if (remaining !== undefined) turn.hear([{ key, reading: { remaining, limit: null, resetAt } }]);
    turn.release();
  }
}
