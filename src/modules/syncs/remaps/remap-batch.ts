import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Clock } from '#kernel';
import { recordColumns, type RecordRowValues, RecordWriter, type SyncRecord, toSyncRecord } from '#records';
import { decisionsOf } from '../run-request.js';
import { SyncGuards } from '../sync-guards.js';
import type { Sync } from '../sync.entity.js';
import { SyncViews } from '../sync-views.js';
import { type Read, readAnew, rereadSize } from './read-anew.js';
import { Remap } from './remap.entity.js';

/** Some records in one transaction with the progress: a process may die at any moment and the next goes on. */
@Injectable()
export class RemapBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly views: SyncViews,
    private readonly guards: SyncGuards,
    private readonly writer: RecordWriter,
    private readonly clock: Clock,
  ) {}

  /** The remap as it is afterwards; null when there is nothing to do. */
  async next(sync: Sync): Promise<Remap | null> {
    const view = await this.views.of(sync);
    const guard = await this.guards.of(sync);
    return this.em.transactional(async em => {
      const status = { $in: ['queued' as const, 'running' as const] };
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const job = await em.findOne(Remap, { syncId: sync.id, status }, lock);
      if (!job) return null;
      const records = await this.lockNext(em, sync.id, job.after ?? null);
      const read = readAnew(decisionsOf(sync), view, records);
      const { id: syncId, model, consentId, mappingVersion = null } = sync;
      await this.writer.write(
        { syncId, model, consentId, runId: null, mappingVersion, guard },
        read.mutations,
      );
      this.advance(job, records, read);
      await em.flush();
      return job;
    });
  }

  private async lockNext(em: EntityManager, syncId: string, after: string | null): Promise<SyncRecord[]> {
    const rows: RecordRowValues[] = await em.execute(
      `select ${recordColumns} from record
       where sync_id = ? and remote_id is not null and (?::uuid is null or id > ?::uuid)
       order by id limit ${rereadSize} for update`,
      [syncId, after, after],
    );
    return Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
  }

  private advance(job: Remap, records: readonly SyncRecord[], { mutations, outside, warnings }: Read): void {
    job.status = records.length < rereadSize ? 'succeeded' : 'running';
    job.after = records.at(-1)?.id ?? job.after ?? null;
    job.done += records.length;
    job.changed += mutations.length;
    job.outOfFilter += outside;
    job.warnings += warnings;
    if (job.status === 'succeeded') job.finishedAt = this.clock.now();
  }
}
