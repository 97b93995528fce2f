import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderSessions } from '#connections';
import { OrganizationScope } from '#database';
import { parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock, HubError, newId } from '#kernel';
import { type RunOutcome, runSync } from './engine/index.js';
import { keepLease, lease, LeaseLost, takeLease } from './run-lease.js';
import { requestOf } from './run-request.js';
import { RunSettlement } from './run-settlement.js';
import { RunGate } from './run-gate.js';
import { RunQueue } from './run-queue.js';
import { SyncStores } from './sync-stores.js';
import { Sync } from './sync.entity.js';
import { SyncRun } from './sync-run.entity.js';

/** Executes runs: takes the lease, opens the provider, lets the engine work, settles what became of it. */
@Task('syncs.run')
@Injectable()
export class RunExecutor implements TaskHandler {
  private readonly logger = new Logger('syncs');

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly stores: SyncStores,
    private readonly sessions: ProviderSessions,
    private readonly gate: RunGate,
    private readonly settlement: RunSettlement,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
  ) {}

  /** Lanes whose run waits, or whose process died: the sweeper wakes them. */
  due(): Promise<string[]> {
    return this.queue.due();
  }

  run(lane: string, { signal }: { signal: AbortSignal }): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, { kind: 'system', id: 'syncs.run' }, () => this.next(id, signal));
  }

  private async next(syncId: string, signal: AbortSignal): Promise<TaskOutcome> {
    const taken = await takeLease(this.em, syncId, this.clock.now());
    if (!taken) return 'done';
    try {
      const outcome = await this.underLease(syncId, taken, signal);
      return await this.settlement.settle(taken.id, taken.fence, outcome);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      this.logger.warn({ run: taken.id }, 'another process has taken the run over');
      return 'done';
    }
  }

  private async underLease(syncId: string, { id, fence }: { id: string; fence: number }, outer: AbortSignal) {
    const lost = new AbortController();
    const finished = new AbortController();
    const signal = AbortSignal.any([outer, lost.signal]);
    const heart = this.beat(id, fence, lost, finished.signal);
    try {
      return await this.execute(syncId, { id, fence }, signal);
    } finally {
      finished.abort();
      await heart;
    }
  }

  /** Keeps the lease alive while a page or a push takes its time. */
  private async beat(
    runId: string,
    fence: number,
    lost: AbortController,
    finished: AbortSignal,
  ): Promise<void> {
    while (!finished.aborted) {
      await sleep(lease.heartbeatMs, undefined, { signal: finished }).catch(() => undefined);
      if (finished.aborted) return;
      const kept = await keepLease(this.em.fork(), runId, fence).catch(() => true);
      if (!kept) lost.abort(new LeaseLost(runId));
    }
  }

  private async execute(
    syncId: string,
    run: { id: string; fence: number },
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    const sync = await this.em.findOneOrFail(Sync, { id: syncId }, { refresh: true });
    const stored = await this.em.findOneOrFail(SyncRun, { id: run.id }, { refresh: true });
    try {
      const { provider, session } = await this.sessions.open(sync.connectionId, signal);
      return await runSync({
        request: requestOf(sync, stored),
        store: this.stores.of(sync, run.id),
        provider,
        session,
        gate: () => this.gate.pass(sync),
        newId,
      });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { kind: 'failed', code: error.code, detail: error.publicDetail, checkpoint: stored.checkpoint };
    }
  }
}
