import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#kernel';
import { Postbox } from '#provider-sdk/simulator';
import type { StoreEvent } from './store.js';

export interface SimulatedApp {
  readonly url: string;
  /** Todoist signs with it. */
  readonly clientSecret: string;
}

export interface Attempt {
  readonly id: string;
  readonly event: string;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly text: string;
}

/** What Todoist posts to an app: https://developer.todoist.com/api/v1/#tag/Webhooks. Up to three times more when it fails. */
export class Deliveries {
  readonly postbox = new Postbox();
  readonly attempts: Attempt[] = [];
  /** Todoist's are fifteen minutes each. */
  retryDelaysMs: readonly number[] = [900_000, 900_000, 900_000];
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly app: SimulatedApp | undefined,
    private readonly clock: Clock,
    private readonly userId: string,
  ) {}

  post({ name, data, extra }: StoreEvent): void {
    if (!this.app) return;
    const text = JSON.stringify({
      event_name: name,
      user_id: this.userId,
      event_data: data,
      ...(extra === undefined ? {} : { event_data_extra: extra }),
      initiator: { id: this.userId, full_name: 'Ada Example', is_premium: false },
      triggered_at: this.clock.now().toISOString(),
      version: '10',
    });
    const done = this.withRetries(this.app, name, text).finally(() => this.underway.delete(done));
    this.underway.add(done);
  }

  /** The last one under way once more, under its id. */
  async repeat(): Promise<void> {
    const last = this.attempts.at(-1);
    if (this.app && last) await this.once(this.app, last);
  }

  async settled(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  private async withRetries(app: SimulatedApp, event: string, text: string): Promise<void> {
    const parcel = { id: randomUUID(), event, text };
    for (const delay of [0, ...this.retryDelaysMs]) {
      if (delay > 0) await wait(delay, undefined, { ref: false });
      if ((await this.once(app, parcel)) === 200) return;
    }
  }

  private async once(app: SimulatedApp, { id, event, text }: Omit<Attempt, 'status'>): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Todoist-Webhooks',
      'x-todoist-delivery-id': id,
      'x-todoist-hmac-sha256': createHmac('sha256', app.clientSecret).update(text).digest('base64'),
    };
    const signal = AbortSignal.timeout(10_000);
    const status = await this.postbox.post(app.url, { method: 'POST', headers, body: text, signal }).then(
      async response => {
        await response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    this.attempts.push({ id, event, text, status });
    return status;
  }
}
