import type { Clock } from '#kernel';
import type { SimulatorReply } from '#provider-sdk/simulator';
import { refusal } from './refusal.js';

const hourSeconds = 3_600;

/** The hour's requests of one account: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export class RateLimit {
  limit = 5_000;
  private used = 0;
  private resetAt = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts a request, or refuses it. */
  take(): SimulatorReply | undefined {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    if (now >= this.resetAt) Object.assign(this, { used: 0, resetAt: now + hourSeconds });
    if (this.used >= this.limit)
      return { ...refusal(403, 'API rate limit exceeded for user ID 583231.'), headers: this.headers() };
    this.used += 1;
    return undefined;
  }

  /** An answer 304 is free. */
  giveBack(): void {
    this.used -= 1;
  }

  exhaust(): void {
    this.take();
    this.used = this.limit;
  }

  headers(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(this.limit - this.used),
      'x-ratelimit-used': String(this.used),
      'x-ratelimit-reset': String(this.resetAt),
      'x-ratelimit-resource': 'core',
    };
  }
}
