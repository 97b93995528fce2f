import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Connections, type OpenContentSession, ProviderSessions } from '#connections';
import { ConsentGate } from '#consent';
import { HubError, notFound, providerDeadline } from '#kernel';
import { RecordRow } from '#records';
import { Sync, SyncPurposes } from '#syncs';

/** A large file over a slow line; what brings nothing for a minute is given up before. */
const longestTransferMs = 3_600_000;

/** Who may reach which file, and the door to its provider. */
@Injectable()
export class FileAccess {
  constructor(
    private readonly em: EntityManager,
    private readonly config: Config,
    private readonly connections: Connections,
    private readonly sessions: ProviderSessions,
    private readonly consents: ConsentGate,
    private readonly purposes: SyncPurposes,
  ) {}

  get mostBytes(): number {
    return this.config.settings.CAUSEWAY_FILE_LIMIT_MB * 1024 * 1024;
  }

  /** A file that the provider has. */
  async record(id: string): Promise<RecordRow & { remoteId: string }> {
    const record = await this.em.findOne(RecordRow, { id }, { refresh: true });
    if (!record || record.deleted) throw notFound('record');
    if (record.model !== 'file') throw noContent('Only records of files have content.');
    if (record.fields['kind'] !== 'file') throw noContent('A folder has no content.');
    if (typeof record.remoteId !== 'string') throw noContent('The provider does not have this file yet.');
    return record as RecordRow & { remoteId: string };
  }

  async sync(id: string): Promise<Sync> {
    const sync = await this.em.findOne(Sync, { id }, { refresh: true });
    if (!sync) throw notFound('sync');
    if (sync.model !== 'file') throw noContent('Only syncs of files take content.');
    return sync;
  }

  /** Passes the consent that the sync stands on, and whether connection and integration are in use. */
  async open(sync: Sync, caller: AbortSignal): Promise<OpenContentSession> {
    await this.consents.require({ consentId: sync.consentId, purpose: await this.purposes.of(sync) });
    const connection = await this.connections.get(sync.connectionId);
    await this.connections.requireEnabled(connection.integrationId);
    const signal = AbortSignal.any([caller, providerDeadline(longestTransferMs)]);
    return this.sessions.openContents(sync.connectionId, signal, this.mostBytes);
  }
}

export const noContent = (detail: string): HubError => new HubError('content_unavailable', 409, detail);
