import type { Clock } from '#kernel';
import type { SimulatorReply } from '#provider-sdk/simulator';

const minuteMs = 60_000;

/** Calls a minute for a method in a workspace: https://docs.slack.dev/apis/web-api/rate-limits */
export class RateLimits {
  /** By method; one that is not named has no limit. */
  readonly perMinute = new Map<string, number>();
  private readonly calls = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  refuse(method: string, teamId: string): SimulatorReply | undefined {
    const limit = this.perMinute.get(method);
    if (limit === undefined) return undefined;
    const now = this.clock.now().getTime();
    const key = `${teamId} ${method}`;
    const recent = (this.calls.get(key) ?? []).filter(at => at > now - minuteMs);
    const [oldest = now] = recent;
    const isOver = recent.length >= limit;
    this.calls.set(key, isOver ? recent : [...recent, now]);
    if (!isOver) return undefined;
    const seconds = Math.max(1, Math.ceil((oldest + minuteMs - now) / 1000));
    return {
      status: 429,
      headers: { 'retry-after': String(seconds) },
      body: { ok: false, error: 'ratelimited' },
    };
  }
}
