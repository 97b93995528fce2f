import type { Clock } from '#kernel';
import type { SimulatorReply } from '#provider-sdk/simulator';
import { refusal } from './refusal.js';

const windowSeconds = 900;

/** Requests of an account in a quarter of an hour. */
export class RateLimit {
  limit = 1_000;
  private used = 0;
  private resetAt = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts a request, or refuses it. */
  take(): SimulatorReply | undefined {
    const now = this.clock.now().getTime() / 1000;
    if (now >= this.resetAt) Object.assign(this, { used: 0, resetAt: now + windowSeconds });
    this.used += 1;
    if (this.used <= this.limit) return undefined;
    const headers = { 'retry-after': String(Math.ceil(this.resetAt - now)) };
    return { ...refusal(429, 'Too many requests', 'LIMITS_REACHED'), headers };
  }
}
