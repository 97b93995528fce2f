import { type ConnectSessionAnswer } from './oauth-connect.js';
import { createOrganization, type TestOrganization, until } from './api.js';
import type { StoredRecord } from './calendar.js';
import { agreeOnScreen, connectByPages } from './connect-by-pages.js';
import { startTestHub } from './hub.js';

export interface MirrorAnswer {
  readonly id: string;
  readonly status: string;
  readonly phase: string;
  readonly held: { readonly a: { deletions: number } | null; readonly b: { deletions: number } | null };
  readonly counts: { readonly pairs: number; readonly due: number; readonly outgoing: number };
}

export interface MirrorLinkAnswer {
  readonly id: string;
  readonly conflict:
    | readonly { readonly field: string; readonly base?: unknown; readonly a: unknown; readonly b: unknown }[]
    | null;
}

export const mirrorClient = { id: 'acme.client', secret: 'acme-client-secret' };

/** What a simulator is told of the one app that connects to it. */
export const mirrorClients = (port: number, provider: string) => [
  { ...mirrorClient, redirectUris: [`http://127.0.0.1:${port}/oauth/${provider}/callback`] },
];

/** A hub between vendors, and an organization that mirrors one in the other. */
export class MirrorStage {
  private constructor(
    readonly acme: TestOrganization,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(port: number, urls: Readonly<Record<string, object>>): Promise<MirrorStage> {
    const hub = await startTestHub({ PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify(urls) });
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    return new MirrorStage(acme, () => hub.stop());
  }

  async connect(provider: string, more: object = {}): Promise<ConnectSessionAnswer> {
    const wish = { provider, client: mirrorClient, ...more };
    const { id } = await this.acme.owner.post<{ id: string }>(this.acme.at('/integrations'), wish);
    return connectByPages(this.acme, id, agreeOnScreen);
  }

  async mirrorOf(syncAId: string, syncBId: string, more: object = {}): Promise<string> {
    const wish = { syncAId, syncBId, ...more };
    return (await this.acme.owner.post<{ id: string }>(this.acme.at('/mirrors'), wish)).id;
  }

  mirror(id: string): Promise<MirrorAnswer> {
    return this.acme.owner.get<MirrorAnswer>(this.acme.at(`/mirrors/${id}`));
  }

  ask(id: string, verb: 'pause' | 'resume' | 'approve' | 'reject'): Promise<unknown> {
    return this.acme.owner.ok('POST', this.acme.at(`/mirrors/${id}/${verb}`));
  }

  edit(recordId: string, fields: object): Promise<unknown> {
    return this.acme.owner.ok('PATCH', this.acme.at(`/records/${recordId}`), { fields });
  }

  async recordsOf(syncId: string): Promise<StoredRecord[]> {
    const path = this.acme.at(`/records?syncId=${syncId}&limit=500`);
    const { data } = await this.acme.owner.get<{ data: StoredRecord[] }>(path);
    return data.filter(record => !record.deleted);
  }

  /** The record of that title, once there is one that fits. */
  async recordNamed(
    syncId: string,
    title: string,
    fits: (record: StoredRecord) => boolean = () => true,
  ): Promise<StoredRecord> {
    const find = async () => (await this.recordsOf(syncId)).find(({ fields }) => fields.title === title);
    const found = await until(find, record => record !== undefined && fits(record));
    if (!found) throw new Error(`No record ${title}`);
    return found;
  }

  idle(syncId: string): Promise<unknown> {
    return until(
      () => this.acme.owner.get<{ activeRun: object | null }>(this.acme.at(`/syncs/${syncId}`)),
      ({ activeRun }) => activeRun === null,
    );
  }

  /** Nobody has anything to send or to say any more. */
  rest(id: string, syncs: readonly string[]): Promise<MirrorAnswer> {
    return until(
      async () => {
        for (const sync of syncs) await this.idle(sync);
        return this.mirror(id);
      },
      ({ phase, counts }) => phase === 'live' && counts.due === 0 && counts.outgoing === 0,
    );
  }
}

/** A vendor's notice of the last change may still come; an echo would be answered by another one for ever. */
export const untilQuiet = async (calls: () => number): Promise<void> => {
  await until(
    async () => {
      const before = calls();
      await new Promise(resolve => setTimeout(resolve, 1_000));
      return calls() - before;
    },
    asked => asked === 0,
  );
};

export const eventually = <T>(look: () => T, fits: (found: T) => boolean): Promise<T> =>
  until(async () => look(), fits);
