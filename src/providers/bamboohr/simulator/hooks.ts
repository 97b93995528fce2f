import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import { Postbox, type SimulatorReply, type SimulatorRequest } from '#provider-sdk/simulator';
import type { EmployeeChange } from './employee-store.js';

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly monitorFields: readonly string[];
  readonly privateKey: string;
}

export interface HookDelivery {
  readonly event: string;
  readonly status: number;
}

const eventOf = { Inserted: 'employee.created', Updated: 'employee.updated', Deleted: 'employee.deleted' };

/** Webhooks that really post. The key is shown once. */
export class Hooks {
  readonly postbox = new Postbox();
  readonly hooks = new Map<string, Hook>();
  readonly deliveries: HookDelivery[] = [];
  private readonly underway = new Set<Promise<void>>();
  private last = 0;

  constructor(private readonly clock: Clock) {}

  list(): SimulatorReply {
    const shown = [...this.hooks.values()].map(({ id, name, url }) => ({ id, name, url, lastSent: null }));
    return { status: 200, body: { webhooks: shown } };
  }

  create(request: SimulatorRequest): SimulatorReply {
    const wish = request.json() as unknown as Omit<Hook, 'id' | 'privateKey'> & { format?: string };
    const isWatching = wish.events?.includes('employee.updated') && !wish.monitorFields?.length;
    if (!wish.name || !wish.url || !wish.format || isWatching)
      return { status: 400, body: { errors: [{ error: 'Required fields are missing' }] } };
    const hook = { ...wish, id: String((this.last += 1)), privateKey: randomBytes(16).toString('hex') };
    this.hooks.set(hook.id, hook);
    return { status: 201, body: hook };
  }

  remove({ params }: SimulatorRequest): SimulatorReply {
    if (!this.hooks.delete(params['id'] ?? '')) return { status: 404, body: { errors: [{ error: 'none' }] } };
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Web hook has been deleted.' };
  }

  tell({ id, action, names }: EmployeeChange): void {
    const type = eventOf[action];
    for (const hook of this.hooks.values()) {
      const watched = names.filter(name => hook.monitorFields.includes(name));
      if (!hook.events.includes(type) || (action === 'Updated' && watched.length === 0)) continue;
      const data = {
        companyId: '1',
        employeeId: id,
        ...(action === 'Updated' ? { changedFields: watched } : {}),
      };
      const posting = this.post(hook, type, data).finally(() => this.underway.delete(posting));
      this.underway.add(posting);
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.underway);
  }

  private async post(hook: Hook, type: string, data: object): Promise<void> {
    const now = this.clock.now();
    const text = JSON.stringify({ type, timestamp: now.toISOString(), data });
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = createHmac('sha256', hook.privateKey)
      .update(text + timestamp)
      .digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-bamboohr-timestamp': timestamp,
      'x-bamboohr-signature': signature,
    };
    const status = await this.postbox.post(hook.url, { method: 'POST', headers, body: text }).then(
      answer => answer.status,
      () => 0,
    );
    this.deliveries.push({ event: type, status });
  }
}
