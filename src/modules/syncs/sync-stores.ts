import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { RecordWriter } from '#records';
import type { SyncStore } from './engine/index.js';
import { PgSyncStore } from './pg-sync-store.js';
import type { Sync } from './sync.entity.js';

/** The engine's stores, one for each run. */
@Injectable()
export class SyncStores {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
  ) {}

  of({ id, model }: Pick<Sync, 'id' | 'model'>, runId: string): SyncStore {
    return new PgSyncStore(this.em, this.vault, this.writer, { syncId: id, runId, model });
  }
}
