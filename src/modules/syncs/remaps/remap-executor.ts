import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { laneOf, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { RunQueue } from '../run-queue.js';
import { Sync } from '../sync.entity.js';
import { SyncRun } from '../sync-run.entity.js';
import { RemapBatch } from './remap-batch.js';
import { Remap } from './remap.entity.js';

const againMs = 1_000;
/** A slice; the queue is fair between slices. */
const batchesPerSlice = 5;

/** Reads stored records anew, batch after batch. The vendor is not asked. */
@Task('syncs.remap')
@Injectable()
export class RemapExecutor implements TaskHandler {
  private readonly logger = new Logger('syncs');

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly batch: RemapBatch,
    private readonly queue: RunQueue,
  ) {}

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('re-mappings that wait or lost their process', em =>
      em.execute<{ sync_id: string; organization_id: string }[]>(
        `select sync_id, organization_id from remap where status in ('queued', 'running') limit 1000`,
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.sync_id));
  }

  run(lane: string, { signal }: { signal: AbortSignal }): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, { kind: 'system', id: 'syncs.remap' }, () =>
      this.slice(id, signal),
    );
  }

  private async slice(syncId: string, signal: AbortSignal): Promise<TaskOutcome> {
    for (let batches = 0; batches < batchesPerSlice && !signal.aborted; batches += 1) {
      const sync = await this.em.findOne(Sync, { id: syncId }, { refresh: true });
      if (!sync) return 'done';
      // A run that began under the old rules would write by them over what is read anew here.
      if (await this.em.count(SyncRun, { syncId, status: 'running' })) return { againInMs: againMs };
      const job = await this.next(sync);
      if (job === null) return 'done';
      if (job.status === 'succeeded') return this.finish(sync, job);
    }
    return 'more';
  }

  private async next(sync: Sync): Promise<Remap | null> {
    try {
      return await this.batch.next(sync);
    } catch (error) {
      this.logger.error({ sync: sync.id, err: error }, 'a re-mapping stopped unexpectedly');
      throw error;
    }
  }

  /** What left the filter waits for a run's breaker, and what it takes in now was never asked for. */
  private async finish(sync: Sync, job: Remap): Promise<TaskOutcome> {
    const { outOfFilter, lists } = job;
    if (sync.autoSync && (lists || outOfFilter > 0))
      await this.queue.start(sync.id, 'change', { full: lists });
    return 'done';
  }
}
