import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, conflict, HubError, notFound } from '#kernel';
import { approveHeld, nextCursor, rejectHeld } from './engine/index.js';
import { queueUp } from './run-end.js';
import { RunGate } from './run-gate.js';
import { type RunWish, RunQueue } from './run-queue.js';
import { requestOf } from './run-request.js';
import { RunWatch } from './run-watch.js';
import { Sync } from './sync.entity.js';
import { SyncRun } from './sync-run.entity.js';
import { SyncStores } from './sync-stores.js';

/** What people ask of runs. */
@Injectable()
export class Runs {
  constructor(
    private readonly em: EntityManager,
    private readonly queue: RunQueue,
    private readonly gate: RunGate,
    private readonly stores: SyncStores,
    private readonly watch: RunWatch,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(syncId: string, id: string): Promise<SyncRun> {
    const run = await this.em.findOne(SyncRun, { id, syncId }, { refresh: true });
    if (!run) throw notFound('run');
    return run;
  }

  async start(sync: Sync, wish: RunWish): Promise<SyncRun> {
    await this.permitted(sync);
    const stuck = await this.em.findOne(SyncRun, { syncId: sync.id, status: { $in: ['held', 'paused'] } });
    if (stuck?.status === 'held') {
      throw conflict(
        'run_held',
        'A run of this sync waits for a decision. Approve, reject or cancel it first.',
        { runId: stuck.id },
      );
    }
    if (stuck)
      throw conflict('run_paused', 'A run of this sync is paused. Resume or cancel it first.', {
        runId: stuck.id,
      });
    return this.queue.start(sync.id, 'manual', wish, run => this.record('sync_run.requested', run));
  }

  /** That somebody asked for what a consent, a connection or a quota does not allow is in the audit trail as well. */
  private async permitted(sync: Sync): Promise<void> {
    try {
      await this.gate.pass(sync);
    } catch (error) {
      if (error instanceof HubError && error.status < 500) await this.refused(sync, error.code);
      throw error;
    }
  }

  private refused(sync: Sync, code: string): Promise<void> {
    return this.em.transactional(async () => {
      const target = { type: 'sync', id: sync.id };
      await this.audit.record({ action: 'sync_run.refused', target, outcome: 'refused', details: { code } });
    });
  }

  /** A running run stops within seconds, in the middle of a page if need be; one that waits stops at once. */
  async ask(syncId: string, id: string, control: 'pause' | 'cancel'): Promise<SyncRun> {
    const run = await this.change(syncId, id, async found => {
      const allowed = control === 'pause' ? ['queued', 'running'] : ['queued', 'running', 'paused', 'held'];
      requireStatus(found, allowed, control);
      found.control = control;
      if (found.status === 'running') return `sync_run.${control}_requested`;
      if (control === 'pause') found.status = 'paused';
      else await this.cancelWaiting(found);
      return `sync_run.${control}_requested`;
    });
    if (run.status === 'running') this.watch.tell(id);
    if (run.status === 'cancelled') await this.startWanted(syncId);
    return run;
  }

  /** As a running one that is cancelled leaves its sync: what was listed by half is listed anew. */
  private async cancelWaiting(run: SyncRun): Promise<void> {
    run.status = 'cancelled';
    run.finishedAt = this.clock.now();
    if (!run.startedAt) return;
    const sync = await this.em.findOneOrFail(Sync, { id: run.syncId }, { refresh: true });
    if (sync.cursor) sync.cursor = nextCursor(run.checkpoint);
  }

  /** What came while the run was under way, paused or held. */
  private async startWanted(syncId: string): Promise<void> {
    const sync = await this.em.findOneOrFail(Sync, { id: syncId }, { refresh: true });
    if (sync.runWanted) await this.queue.startWanted(sync);
  }

  async resume(syncId: string, id: string): Promise<SyncRun> {
    const run = await this.change(syncId, id, async found => {
      // One that waits for its provider is asked to try at once; the vendor's budget still has the last word.
      requireStatus(found, found.resumeAt ? ['paused', 'queued'] : ['paused'], 'resume');
      this.requeue(found);
      return 'sync_run.resumed';
    });
    await this.queue.wake(syncId);
    return run;
  }

  /** The deletions of a held run may happen, as many as it showed. */
  async approve(syncId: string, id: string): Promise<SyncRun> {
    const run = await this.change(syncId, id, async found => {
      requireStatus(found, ['held'], 'approve');
      if (found.held) found.checkpoint = approveHeld(found.checkpoint, found.held);
      this.requeue(found);
      return 'sync_run.approved';
    });
    await this.queue.wake(syncId);
    return run;
  }

  /** They may not: what the provider deleted is created there again, what was deleted here comes back. */
  async reject(syncId: string, id: string): Promise<SyncRun> {
    const sync = await this.em.findOne(Sync, { id: syncId });
    if (!sync) throw notFound('sync');
    const run = await this.change(syncId, id, async found => {
      requireStatus(found, ['held'], 'reject');
      await this.takeBack(sync, found);
      this.requeue(found);
      return 'sync_run.rejected';
    });
    await this.queue.wake(syncId);
    return run;
  }

  /** Within the transaction that holds the run's row, under a fence of its own. */
  private async takeBack(sync: Sync, run: SyncRun): Promise<void> {
    const { held } = run;
    if (!held) return;
    run.status = 'running';
    run.leaseFence += 1;
    await this.em.flush();
    const store = await this.stores.of(sync, run.id);
    await rejectHeld({ store, request: requestOf(sync, run) }, held.flow);
    // The engine saved a checkpoint past the entity; what follows must see it.
    await this.em.refresh(run);
  }

  private requeue(run: SyncRun): void {
    queueUp(run, this.clock.now());
    run.pace = null;
    run.control = 'run';
    run.held = null;
    run.resumeAt = null;
    run.leaseUntil = null;
  }

  private change(syncId: string, id: string, work: (run: SyncRun) => Promise<string>): Promise<SyncRun> {
    return this.em.transactional(async em => {
      const run = await em.findOne(
        SyncRun,
        { id, syncId },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!run) throw notFound('run');
      const action = await work(run);
      await em.flush();
      await this.record(action, run);
      return run;
    });
  }

  private record(action: string, run: SyncRun): Promise<void> {
    return this.audit.record({
      action,
      target: { type: 'sync_run', id: run.id },
      details: { syncId: run.syncId, kind: run.kind },
    });
  }
}

const requireStatus = (run: SyncRun, allowed: readonly string[], verb: string): void => {
  if (allowed.includes(run.status)) return;
  throw conflict(
    'run_status',
    `A run that is ${run.status} cannot be asked to ${verb}; it would have to be ${allowed.join(' or ')}.`,
    {
      status: run.status,
    },
  );
};
