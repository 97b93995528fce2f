import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { DeadRows, type DeadWork } from '#jobs';
import { RunQueue } from './run-queue.js';
import { SyncRun } from './sync-run.entity.js';

/** A failed run that a later one followed is history; the last of its sync waits for somebody. */
const sql = `
  select r.id, r.organization_id, r.sync_id as subject, r.error_code as error, r.attempts, r.finished_at as died_at
  from sync_run r where r.status = 'failed' and not exists (select from sync_run later
    where later.organization_id = r.organization_id and later.sync_id = r.sync_id and later.id > r.id)`;

/** Runs that were given up, for operators; replayed by a new run from where the failed one left off. */
@Injectable()
export class FailedRuns {
  readonly work: DeadWork;

  constructor(
    scope: OrganizationScope,
    private readonly em: EntityManager,
    private readonly queue: RunQueue,
    private readonly audit: Audit,
  ) {
    this.work = new DeadRows(scope, { task: 'syncs.run', sql }, ids => this.again(ids));
  }

  private async again(ids: readonly string[]): Promise<number> {
    const failed = await this.em.find(SyncRun, { id: { $in: [...ids] }, status: 'failed' });
    for (const { id, syncId } of failed)
      await this.queue.start(syncId, 'manual', {}, run =>
        this.audit.record({
          action: 'sync_run.replayed',
          target: { type: 'sync_run', id: run.id },
          details: { syncId, failed: id },
        }),
      );
    return failed.length;
  }
}
