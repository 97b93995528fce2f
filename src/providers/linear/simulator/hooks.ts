import { createHmac } from 'node:crypto';
import { type Clock, newId } from '#kernel';
import { Postbox } from '#provider-sdk/simulator';
import type { GraphNode } from './graphql/execute.js';
import { invalid, notFound } from './refusal.js';
import type { WorkspaceEvent } from './workspace.js';

interface Hook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly resourceTypes: readonly string[];
  /** null: every team, as the app's own webhook. */
  readonly teamId: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly hookId: string;
  readonly text: string;
  /** Null until it was answered, 0 when nobody did. */
  status: number | null;
}

type Input = Readonly<Record<string, unknown>>;

/** Webhooks that really post: https://linear.app/developers/webhooks. A failed delivery comes again when a test says so. */
export class Hooks {
  readonly postbox = new Postbox();
  readonly deliveries: Delivery[] = [];
  private readonly hooks = new Map<string, Hook>();
  private readonly underway = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly organizationId: string,
  ) {}

  nodes(): GraphNode[] {
    return [...this.hooks.values()].map(shown);
  }

  create(input: Input): GraphNode {
    const { url, teamId, secret, resourceTypes } = input;
    if (!URL.canParse(String(url))) throw invalid('Argument Validation Error: url must be a URL');
    if ([...this.hooks.values()].some(hook => hook.url === url)) throw invalid('Webhook url already exists');
    const hook: Hook = {
      ...{ id: String(input['id']), url: String(url), secret: String(secret), enabled: true },
      resourceTypes: resourceTypes as string[],
      teamId: typeof teamId === 'string' ? teamId : null,
    };
    this.hooks.set(hook.id, hook);
    return shown(hook);
  }

  update(id: string, input: Input): GraphNode {
    const hook = this.hooks.get(id);
    if (!hook) throw notFound('Webhook');
    const changed = { ...hook, ...(input as Partial<Hook>) };
    this.hooks.set(id, changed);
    return shown(changed);
  }

  remove(id: string): void {
    if (!this.hooks.delete(id)) throw notFound('Webhook');
  }

  /** Linear turns a webhook off that failed too often. */
  disable(id: string): void {
    this.update(id, { enabled: false });
  }

  notify({ type, action, teamId, data, updatedFrom }: WorkspaceEvent): void {
    const { organizationId } = this;
    for (const hook of this.hooks.values()) {
      const isMeant = hook.enabled && (hook.teamId === null || hook.teamId === teamId);
      if (!isMeant || !hook.resourceTypes.includes(type)) continue;
      const body = {
        type,
        action,
        organizationId,
        data,
        webhookId: hook.id,
        ...(updatedFrom ? { updatedFrom } : {}),
      };
      this.send(hook, newId(), body);
    }
  }

  /** An event of the app itself, such as its end. */
  tellApp(event: Input): void {
    const { organizationId } = this;
    for (const hook of this.hooks.values())
      if (hook.teamId === null) this.send(hook, newId(), { ...event, organizationId, webhookId: hook.id });
  }

  /** The same delivery once more, with the time of now. */
  repeat({ hookId, id, text }: Delivery): void {
    const hook = this.hooks.get(hookId);
    if (hook) this.send(hook, id, JSON.parse(text) as Input);
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private send(hook: Hook, id: string, body: Input): void {
    const now = this.clock.now();
    const createdAt = body['createdAt'] ?? now.toISOString();
    const text = JSON.stringify({ ...body, createdAt, webhookTimestamp: now.getTime() });
    const delivery: Delivery = { id, hookId: hook.id, text, status: null };
    this.deliveries.push(delivery);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'linear-delivery': id,
      'linear-event': String(body['type']),
      'linear-signature': createHmac('sha256', hook.secret).update(text).digest('hex'),
    };
    const signal = AbortSignal.timeout(5_000);
    const work = this.postbox
      .post(hook.url, { method: 'POST', headers, body: text, signal })
      .then(response => {
        delivery.status = response.status;
        return response.body?.cancel();
      })
      .catch(() => {
        delivery.status = 0;
      })
      .finally(() => this.underway.delete(work));
    this.underway.add(work);
  }
}

/** The secret is not shown. */
const shown = ({ id, url, enabled, teamId, resourceTypes }: Hook): GraphNode => ({
  ...{ id, url, enabled, resourceTypes, createdAt: id },
  team: teamId === null ? null : { id: teamId },
});
