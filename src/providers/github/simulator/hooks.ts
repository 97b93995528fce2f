import { createHmac } from 'node:crypto';
import { Postbox, type SimulatorReply, type SimulatorRequest } from '#provider-sdk/simulator';
import { newId } from '#kernel';
import { paged } from './lists.js';
import { refuse } from './refusal.js';
import type { RepositoryEvent, RepositoryStore } from './repository-store.js';

interface Hook {
  readonly id: number;
  readonly repositoryId: number;
  readonly config: { readonly url: string; readonly secret?: string };
  readonly events: readonly string[];
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly text: string;
  readonly redelivery: boolean;
  /** Null until it was answered, 0 when nobody did. */
  status: number | null;
}

/** Repository webhooks that really post. A failed delivery is not repeated unless somebody asks for it. */
export class Hooks {
  readonly postbox = new Postbox();
  private readonly hooks = new Map<number, Hook>();
  private readonly sent = new Map<number, Delivery[]>();
  private readonly underway = new Set<Promise<void>>();
  private last = 0;

  constructor(
    /** The one address of an app, which needs no hook in the repository. */
    private readonly app: Hook['config'] | undefined,
    private readonly installationOf: (owner: string) => string | undefined,
  ) {}

  list(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    return paged(request, this.of(store).map(shown));
  }

  create(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    const { config, events } = request.json() as Partial<Hook>;
    if (!config || !URL.canParse(config.url)) throw refuse(422, 'Validation Failed');
    if (this.of(store).some(hook => hook.config.url === config.url))
      throw refuse(422, 'Hook already exists on this repository');
    this.last += 1;
    const hook: Hook = {
      id: this.last,
      repositoryId: store.repository.id,
      config,
      events: events ?? ['push'],
    };
    this.hooks.set(hook.id, hook);
    this.post(hook, 'ping', {
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
      repository: briefOf(store),
    });
    return { status: 201, body: shown(hook) };
  }

  update(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    const hook = { ...this.find(store, request), ...(request.json() as Partial<Hook>) };
    this.hooks.set(hook.id, hook);
    return { status: 200, body: shown(hook) };
  }

  remove(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    this.hooks.delete(this.find(store, request).id);
    return { status: 204 };
  }

  /** `GET /hooks/{id}/deliveries`, newest first. */
  deliveries(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    const { id } = this.find(store, request);
    return paged(
      request,
      this.deliveriesOf(id)
        .toReversed()
        .map(({ text: _, ...summary }) => summary),
    );
  }

  /** `POST /hooks/{id}/deliveries/{delivery}/attempts`: the same body under the same delivery id. */
  redeliver(store: RepositoryStore, request: SimulatorRequest): SimulatorReply {
    const hook = this.find(store, request);
    const delivery = this.deliveriesOf(hook.id).find(({ id }) => String(id) === request.params['delivery']);
    if (!delivery) throw refuse(404, 'Not Found');
    this.send(hook, { ...delivery, redelivery: true });
    return { status: 202, body: {} };
  }

  notify(store: RepositoryStore, { event, action, issue, more }: RepositoryEvent): void {
    for (const hook of this.of(store))
      if (hook.events.includes(event))
        this.post(hook, event, { action, issue, ...more, repository: briefOf(store) });
    const installation = this.installationOf(store.repository.fullName.split('/')[0] ?? '');
    if (installation === undefined) return;
    const payload = { action, issue, ...more, repository: briefOf(store) };
    this.tellApp(event, { ...payload, installation: { id: Number(installation) } });
  }

  tellApp(event: string, payload: unknown): void {
    if (this.app) this.post({ id: 0, repositoryId: 0, config: this.app, events: [] }, event, payload);
  }

  deliveriesOf(hookId: number): readonly Delivery[] {
    return this.sent.get(hookId) ?? [];
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private of(store: RepositoryStore): Hook[] {
    return [...this.hooks.values()].filter(hook => hook.repositoryId === store.repository.id);
  }

  private find(store: RepositoryStore, { params }: SimulatorRequest): Hook {
    const hook = this.of(store).find(({ id }) => String(id) === params['hook']);
    if (!hook) throw refuse(404, 'Not Found');
    return hook;
  }

  private post(hook: Hook, event: string, payload: unknown): void {
    this.send(hook, {
      id: 0,
      guid: newId(),
      event,
      text: JSON.stringify(payload),
      redelivery: false,
      status: null,
    });
  }

  private send(hook: Hook, like: Delivery): void {
    const all = this.sent.get(hook.id) ?? [];
    const delivery = { ...like, id: hook.id * 1_000_000 + all.length + 1, status: null as number | null };
    this.sent.set(hook.id, [...all, delivery]);
    const init = {
      method: 'POST',
      headers: headersOf(hook, delivery),
      body: delivery.text,
      signal: AbortSignal.timeout(10_000),
    };
    const work = this.postbox
      .post(hook.config.url, init)
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

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
const headersOf = (hook: Hook, { event, guid, text }: Delivery): Record<string, string> => {
  const { secret } = hook.config;
  const signature = secret && createHmac('sha256', secret).update(text).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/simulated',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-github-hook-id': String(hook.id),
    ...(signature ? { 'x-hub-signature-256': `sha256=${signature}` } : {}),
  };
};

/** The secret is never shown again. */
const shown = ({ repositoryId: _, ...hook }: Hook): unknown => ({
  ...hook,
  type: 'Repository',
  active: true,
  config: { ...hook.config, ...(hook.config.secret ? { secret: '********' } : {}) },
});

const briefOf = ({ repository }: RepositoryStore): unknown => ({
  id: repository.id,
  full_name: repository.fullName,
});
