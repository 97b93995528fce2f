import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrganizationScope } from '#database';
import { Jobs, laneOf, parseLane, Tick } from '#jobs';
import { Clock, currentOrganization, newId } from '#kernel';
import { type RecordsWritten, recordsWritten } from '#records';
import { startCheckpoint } from './engine/index.js';
import { RunGate } from './run-gate.js';
import { SyncPurposes } from './sync-purposes.js';
import { Sync } from './sync.entity.js';
import { activeStatuses, type RunTrigger, SyncRun } from './sync-run.entity.js';

export interface RunWish {
  readonly full?: boolean;
  readonly retryFailed?: boolean;
  /** The webhook that asks for it. */
  readonly receiptId?: string | null;
}

/** Makes runs. A sync has one at a time; whatever asks meanwhile is remembered and served right after. */
@Injectable()
export class RunQueue {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly jobs: Jobs,
    private readonly gate: RunGate,
    private readonly purposes: SyncPurposes,
    private readonly clock: Clock,
  ) {}

  /**
   * The run that will serve the wish: a new one, or the one under way; what that one cannot give is done right after it.
   * `alongside` happens in the same transaction.
   */
  async start(
    syncId: string,
    trigger: RunTrigger,
    wish: RunWish = {},
    alongside?: (run: SyncRun) => Promise<void>,
  ): Promise<SyncRun> {
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
      if (active) remember(sync, active, wish);
      if (trigger === 'schedule') sync.nextRunAt = this.nextAt(sync);
      const run = active ?? this.create(sync, trigger, wish);
      await em.flush();
      await alongside?.(run);
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

  /** Whom a sync's lane talks to. */
  async providerOf(lane: string): Promise<string | null> {
    const { id } = parseLane(lane);
    const rows = await this.scope.acrossOrganizations('whom a sync talks to', em =>
      em.execute<{ provider: string }[]>(
        'select c.provider from sync s join connection c on c.id = s.connection_id where s.id = ?',
        [id],
      ),
    );
    return rows[0]?.provider ?? null;
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
      await this.scope.run(row.organization_id, actor, () => this.startScheduled(row.id));
    }
  }

  /** The wishes that came while a run was under way; called when it is over. */
  async startWanted({ id, wantedFull, wantedRetryFailed, wantedReceiptId }: Sync): Promise<void> {
    const receiptId = wantedReceiptId ?? null;
    const wish = { full: wantedFull, retryFailed: wantedRetryFailed, receiptId };
    await this.start(id, receiptId === null ? 'change' : 'webhook', wish);
  }

  /** What is not allowed is said by one failed run, not by one each interval. */
  private async startScheduled(syncId: string): Promise<void> {
    const sync = await this.em.findOneOrFail(Sync, { id: syncId });
    const refusal = await this.gate.refusal(sync);
    const [last] = await this.em.find(SyncRun, { syncId }, { orderBy: { id: 'desc' }, limit: 1 });
    if (refusal === null || last?.errorCode !== refusal.code) {
      await this.start(syncId, 'schedule', { full: await this.isListingDue(sync) });
      return;
    }
    await this.em.nativeUpdate(Sync, { id: syncId }, { nextRunAt: this.nextAt(sync) });
  }

  @OnEvent(recordsWritten)
  async onWritten({ syncId }: RecordsWritten): Promise<void> {
    await this.start(syncId, 'change');
  }

  private async isListingDue(sync: Sync): Promise<boolean> {
    const { listEveryHours } = await this.purposes.powers(sync);
    if (listEveryHours === undefined) return false;
    const since = new Date(this.clock.now().getTime() - listEveryHours * 3_600_000);
    const where = { syncId: sync.id, kind: 'full' as const, status: 'succeeded' as const };
    return (await this.em.count(SyncRun, { ...where, finishedAt: { $gt: since } })) === 0;
  }

  private nextAt(sync: Sync): Date {
    const seconds = sync.effectiveIntervalSeconds ?? sync.intervalSeconds;
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }

  private create(sync: Sync, trigger: RunTrigger, wish: RunWish): SyncRun {
    const { full = false, retryFailed = false, receiptId = null } = wish;
    const cursor = full ? null : (sync.cursor ?? null);
    const now = this.clock.now();
    Object.assign(sync, {
      runWanted: false,
      wantedFull: false,
      wantedRetryFailed: false,
      wantedReceiptId: null,
    });
    const run = this.em.create(SyncRun, {
      id: newId(),
      organizationId: currentOrganization(),
      syncId: sync.id,
      kind: cursor === null ? 'full' : 'incremental',
      trigger,
      receiptId,
      status: 'queued',
      control: 'run',
      checkpoint: startCheckpoint(cursor),
      retryFailed,
      attempts: 0,
      leaseFence: 0,
      waitingSince: now,
      createdAt: now,
    });
    this.em.persist(run);
    return run;
  }
}

/** A run that waits may still become the one that is wished for; one under way may not. */
const remember = (sync: Sync, active: SyncRun, wish: RunWish): void => {
  const { full = false, retryFailed = false, receiptId = null } = wish;
  if (active.status !== 'queued' || active.startedAt) {
    sync.runWanted = true;
    sync.wantedFull ||= full;
    sync.wantedRetryFailed ||= retryFailed;
    sync.wantedReceiptId ??= receiptId;
    return;
  }
  active.retryFailed ||= retryFailed;
  active.receiptId ??= receiptId;
  if (!full) return;
  active.kind = 'full';
  active.checkpoint = startCheckpoint(null);
};
