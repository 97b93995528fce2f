import type { Clock } from '#kernel';
import { invalid, Refusal } from './refusal.js';

const hourMs = 3_600_000;
const mostPerQuery = 10_000;

/** The hour's requests and points of one person through one app: https://linear.app/developers/rate-limiting */
export class RateLimit {
  readonly limits = { requests: 5_000, complexity: 2_000_000 };
  private used = { requests: 0, complexity: 0 };
  private resetAt = 0;

  constructor(private readonly clock: Clock) {}

  /** Counts a request, or refuses it. */
  take(cost: number): void {
    const now = this.clock.now().getTime();
    if (now >= this.resetAt)
      Object.assign(this, { used: { requests: 0, complexity: 0 }, resetAt: now + hourMs });
    if (cost > mostPerQuery) throw invalid('Query too complex');
    const isOver =
      this.used.requests + 1 > this.limits.requests || this.used.complexity + cost > this.limits.complexity;
    if (isOver) throw new Refusal('Rate limit exceeded', 'RATELIMITED', 'ratelimited', 400);
    this.used = { requests: this.used.requests + 1, complexity: this.used.complexity + cost };
  }

  exhaust(count: 'requests' | 'complexity'): void {
    this.take(0);
    this.used[count] = this.limits[count];
  }

  headers(cost: number): Record<string, string> {
    const counts = (['requests', 'complexity'] as const).flatMap(count => [
      [`x-ratelimit-${count}-limit`, String(this.limits[count])],
      [`x-ratelimit-${count}-remaining`, String(this.limits[count] - this.used[count])],
      [`x-ratelimit-${count}-reset`, String(this.resetAt)],
    ]);
    return { ...(Object.fromEntries(counts) as Record<string, string>), 'x-complexity': String(cost) };
  }
}
