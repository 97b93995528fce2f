import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { ConnectionHealth } from '#connections';
import { Outbox } from '#database';
import type { TaskOutcome } from '#jobs';
import { Clock, HubError } from '#kernel';
import { nextCursor, type RunEnd, type RunOutcome } from './engine/index.js';
import { RunCadence } from './run-cadence.js';
import { applyEnd, endOf, isOver, isProviderCode, publicCode } from './run-end.js';
import { LeaseLost } from './run-lease.js';
import { RunQueue } from './run-queue.js';
import { Sync } from './sync.entity.js';
import { SyncRun } from './sync-run.entity.js';
import { syncRunFailed, syncRunHeld, syncRunSucceeded } from './sync-run.event-types.js';

/** Writes down how a run left off, in one transaction with its audit event, and decides when it goes on. */
@Injectable()
export class RunSettlement {
  constructor(
    private readonly em: EntityManager,
    private readonly queue: RunQueue,
    private readonly cadence: RunCadence,
    private readonly health: ConnectionHealth,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async settle(runId: string, fence: number, outcome: RunOutcome): Promise<TaskOutcome> {
    const now = this.clock.now();
    const { run, sync, end } = await this.em.transactional(async em => {
      const run = await em.findOneOrFail(
        SyncRun,
        { id: runId },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (run.leaseFence !== fence || run.status !== 'running') throw new LeaseLost(runId);
      const sync = await em.findOneOrFail(
        Sync,
        { id: run.syncId },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      const end = endOf(outcome, run);
      applyEnd(run, end, now);
      run.checkpoint = outcome.checkpoint;
      if (isOver(run.status)) {
        sync.cursor = nextCursor(outcome.checkpoint);
        run.finishedAt = now;
      }
      if (end.kind === 'succeeded') await this.cadence.follow(sync, run, now);
      await em.flush();
      await this.publish(run, sync, end);
      await this.record(run, sync, end);
      return { run, sync, end };
    });
    await this.noteHealth(sync.connectionId, outcome);
    if (isOver(run.status) && sync.runWanted && run.status !== 'failed') await this.queue.startWanted(sync);
    if (end.kind === 'yielded') return 'more';
    return run.status === 'queued' && run.resumeAt
      ? { againInMs: Math.max(0, run.resumeAt.getTime() - now.getTime()) }
      : 'done';
  }

  private async noteHealth(connectionId: string, outcome: RunOutcome): Promise<void> {
    if (outcome.kind === 'succeeded') return this.health.worked(connectionId);
    if ((outcome.kind !== 'failed' && outcome.kind !== 'retry') || !isProviderCode(outcome.code)) return;
    await this.health.failed(connectionId, new HubError(publicCode(outcome.code), 503, outcome.detail));
  }

  private async publish(run: SyncRun, sync: Sync, end: RunEnd): Promise<void> {
    const { id: runId, kind, trigger } = run;
    const { id: syncId, connectionId } = sync;
    const facts = { runId, syncId, connectionId, kind, trigger, counts: { ...run.checkpoint.counts } };
    if (end.kind === 'succeeded') await this.outbox.publish(syncRunSucceeded, [{ data: facts }]);
    if (end.kind === 'failed') {
      const data = { ...facts, code: publicCode(end.code), detail: end.detail };
      await this.outbox.publish(syncRunFailed, [{ data }]);
    }
    if (end.kind === 'held') {
      const { deletions, total, reason } = end.held;
      await this.outbox.publish(syncRunHeld, [{ data: { ...facts, deletions, total, reason } }]);
    }
  }

  private async record(run: SyncRun, sync: Sync, end: RunEnd): Promise<void> {
    if (end.kind === 'retry' || end.kind === 'interrupted' || end.kind === 'yielded') return;
    const failed = end.kind === 'failed';
    await this.audit.record({
      action: `sync_run.${end.kind}`,
      target: { type: 'sync_run', id: run.id },
      outcome: failed ? (end.code.startsWith('consent') ? 'refused' : 'failure') : 'success',
      details: {
        syncId: sync.id,
        kind: run.kind,
        trigger: run.trigger,
        counts: { ...run.checkpoint.counts },
        ...(end.kind === 'held' ? { held: { ...end.held, sample: [...end.held.sample] } } : {}),
        ...(failed ? { code: publicCode(end.code), detail: end.detail } : {}),
      },
    });
  }
}
