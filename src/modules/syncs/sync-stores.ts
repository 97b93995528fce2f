import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { RecordWriter } from '#records';
import type { SyncStore } from './engine/index.js';
import { PgSyncStore } from './pg-sync-store.js';
import { SyncGuards } from './sync-guards.js';
import type { Sync } from './sync.entity.js';

/** The engine's stores, one for each run. */
@Injectable()
export class SyncStores {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
    private readonly guards: SyncGuards,
  ) {}

  async of(sync: Sync, runId: string): Promise<SyncStore> {
    const { id: syncId, consentId, model, mappingVersion = null } = sync;
    const guard = await this.guards.of(sync);
    const scope = { syncId, consentId, runId, model, mappingVersion, guard };
    return new PgSyncStore(this.em, this.vault, this.writer, scope);
  }
}
