import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '#kernel';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';

interface Hook {
  readonly id: string;
  readonly container_id: string;
  readonly url: string;
  readonly secret: string;
}

/** Webhooks that really post, signed as the manifest says. */
export class Hooks {
  /** Statuses that the deliveries were answered with; 0 when nobody answered. */
  readonly answers: number[] = [];
  private readonly hooks = new Map<string, Hook>();
  private readonly underway = new Set<Promise<void>>();

  constructor(private readonly clock: Clock) {}

  list(): SimulatorReply {
    return { status: 200, body: { items: [...this.hooks.values()].map(shown), next_page: null } };
  }

  /** One webhook an address: another for the same takes its place. */
  create(request: SimulatorRequest): SimulatorReply {
    const wish = request.json() as Partial<Record<keyof Hook, string>>;
    const { container_id: containerId, url, secret } = wish;
    if (!containerId || !url || !secret) return { status: 400, body: { error: 'incomplete' } };
    for (const hook of this.hooks.values()) if (hook.url === url) this.hooks.delete(hook.id);
    const hook = { id: randomUUID(), container_id: containerId, url, secret };
    this.hooks.set(hook.id, hook);
    return { status: 201, body: shown(hook) };
  }

  remove({ params }: SimulatorRequest): SimulatorReply {
    return { status: this.hooks.delete(params['id'] ?? '') ? 204 : 404 };
  }

  tell(containerId: string): void {
    for (const hook of this.hooks.values()) {
      if (hook.container_id !== containerId) continue;
      const posting = this.post(hook).finally(() => this.underway.delete(posting));
      this.underway.add(posting);
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.underway);
  }

  private async post({ url, secret, container_id }: Hook): Promise<void> {
    const now = this.clock.now();
    const text = JSON.stringify({ type: 'items.changed', container_id, occurred_at: now.toISOString() });
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-__key__-delivery': randomUUID(),
      'x-__key__-timestamp': timestamp,
      'x-__key__-signature': `sha256=${signature}`,
    };
    const answer = await fetch(url, { method: 'POST', headers, body: text }).then(
      response => response.status,
      () => 0,
    );
    this.answers.push(answer);
  }
}

const shown = ({ id, container_id, url }: Hook): object => ({ id, container_id, url });
