import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, Tick } from '#jobs';
import { Clock, currentOrganization, newId } from '#kernel';
import { type RecordsWritten, recordsWritten } from '#records';
import { startCheckpoint } from './engine/index.js';
import { Sync } from './sync.entity.js';
import { activeStatuses, type RunTrigger, SyncRun } from './sync-run.entity.js';

export interface RunWish {
  readonly full?: boolean;
  readonly retryFailed?: boolean;
}

/** Makes runs. A sync has one at a time; whatever asks meanwhile is remembered and served right after. */
@Injectable()
export class RunQueue {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** The run that will serve the wish: a new one, or the one under way. */
  async start(syncId: string, trigger: RunTrigger, wish: RunWish = {}): Promise<SyncRun> {
    const run = await this.em.transactional(async em => {
      const sync = await em.findOneOrFail(
        Sync,
        { id: syncId },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      const active = await em.findOne(
        SyncRun,
        { syncId, status: { $in: activeStatuses } },
        { refresh: true },
      );
      sync.runWanted = active !== null && active.status !== 'queued';
      if (trigger === 'schedule') sync.nextRunAt = this.nextAt(sync);
      const run = active ?? this.create(sync, trigger, wish);
      await em.flush();
      return run;
    });
    await this.wake(syncId);
    return run;
  }

  wake(syncId: string): Promise<void> {
    return this.jobs.wake('syncs.run', laneOf(currentOrganization(), syncId));
  }

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('runs that wait or lost their process', em =>
      em.execute<{ sync_id: string; organization_id: string }[]>(
        `select sync_id, organization_id from sync_run
         where status in ('queued', 'running') and (resume_at is null or resume_at <= ?)
           and (lease_until is null or lease_until < now()) limit 1000`,
        [this.clock.now()],
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.sync_id));
  }

  @Tick('syncs.schedule', '10s')
  async schedule(): Promise<void> {
    const rows = await this.scope.acrossOrganizations('syncs whose time has come', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select id, organization_id from sync where auto_sync and next_run_at <= ? order by next_run_at limit 1000`,
        [this.clock.now()],
      ),
    );
    for (const row of rows) {
      const actor = { kind: 'system', id: 'syncs.schedule' } as const;
      await this.scope.run(row.organization_id, actor, () => this.start(row.id, 'schedule'));
    }
  }

  @OnEvent(recordsWritten)
  async onWritten({ syncId }: RecordsWritten): Promise<void> {
    await this.start(syncId, 'change');
  }

  private nextAt(sync: Sync): Date {
    return new Date(this.clock.now().getTime() + sync.intervalSeconds * 1000);
  }

  private create(sync: Sync, trigger: RunTrigger, { full = false, retryFailed = false }: RunWish): SyncRun {
    const cursor = full ? null : (sync.cursor ?? null);
    const run = this.em.create(SyncRun, {
      id: newId(),
      organizationId: currentOrganization(),
      syncId: sync.id,
      kind: cursor === null ? 'full' : 'incremental',
      trigger,
      status: 'queued',
      control: 'run',
      checkpoint: startCheckpoint(cursor),
      retryFailed,
      attempts: 0,
      leaseFence: 0,
      createdAt: this.clock.now(),
    });
    this.em.persist(run);
    return run;
  }
}
