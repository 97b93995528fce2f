import type { Clock } from '#kernel';
import type { SimulatorReply } from '#provider-sdk/simulator';
import { refusal } from './refusal.js';

const minute = 60_000;

/** Reads and writes a minute, counted apart; null: no limit. */
export class Quota {
  readsPerMinute: number | null = null;
  writesPerMinute: number | null = null;
  private readonly spent: { readonly isRead: boolean; readonly at: number }[] = [];

  constructor(private readonly clock: Clock) {}

  /** Google names no time to wait. */
  refusalOf(method: string): SimulatorReply | undefined {
    const now = this.clock.now().getTime();
    const isRead = method === 'GET';
    const limit = isRead ? this.readsPerMinute : this.writesPerMinute;
    const used = this.spent.filter(call => call.isRead === isRead && call.at > now - minute).length;
    if (limit !== null && used >= limit) {
      const kind = isRead ? 'Critical read requests' : 'Critical write requests';
      const message = `Quota exceeded for quota metric '${kind}' and limit '${kind} per minute per user'.`;
      return refusal(429, 'RESOURCE_EXHAUSTED', message, 'RATE_LIMIT_EXCEEDED');
    }
    this.spent.push({ isRead, at: now });
    return undefined;
  }
}
