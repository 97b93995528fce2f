import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { ConnectionHealth } from '#connections';
import type { TaskOutcome } from '#jobs';
import { Clock, HubError, providerErrorCodes } from '#kernel';
import { nextCursor, type RunEnd, type RunOutcome } from './engine/index.js';
import { LeaseLost } from './run-lease.js';
import { RunQueue } from './run-queue.js';
import { Sync } from './sync.entity.js';
import { type RunStatus, SyncRun } from './sync-run.entity.js';

/** Failures in a row without any progress before a run is given up: about three hours with the backoff below. */
const maxAttempts = 12;
const backoffMs = (attempt: number): number => Math.min(30 * 60_000, 5_000 * 2 ** (attempt - 1));

/** Writes down how a run left off, in one transaction with its audit event, and decides when it goes on. */
@Injectable()
export class RunSettlement {
  constructor(
    private readonly em: EntityManager,
    private readonly queue: RunQueue,
    private readonly health: ConnectionHealth,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async settle(runId: string, fence: number, outcome: RunOutcome): Promise<TaskOutcome> {
    const now = this.clock.now();
    const { run, sync } = await this.em.transactional(async em => {
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
      const end = givenUp(outcome, run.attempts);
      apply(run, end, now);
      run.checkpoint = outcome.checkpoint;
      if (isOver(run.status)) {
        sync.cursor = nextCursor(outcome.checkpoint);
        run.finishedAt = now;
      }
      await em.flush();
      await this.record(run, sync, end);
      return { run, sync };
    });
    await this.noteHealth(sync.connectionId, outcome);
    if (isOver(run.status) && sync.runWanted && run.status !== 'failed')
      await this.queue.start(sync.id, 'change');
    return run.status === 'queued' && run.resumeAt
      ? { againInMs: Math.max(0, run.resumeAt.getTime() - now.getTime()) }
      : 'done';
  }

  private async noteHealth(connectionId: string, outcome: RunOutcome): Promise<void> {
    if (outcome.kind === 'succeeded') return this.health.worked(connectionId);
    if ((outcome.kind !== 'failed' && outcome.kind !== 'retry') || !isProviderCode(outcome.code)) return;
    await this.health.failed(connectionId, new HubError(publicCode(outcome.code), 503, outcome.detail));
  }

  private async record(run: SyncRun, sync: Sync, end: RunEnd): Promise<void> {
    if (end.kind === 'retry' || end.kind === 'interrupted') return;
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

const isProviderCode = (code: string): boolean => (providerErrorCodes as readonly string[]).includes(code);

/** A provider's failures carry the same codes here as in the API's problem documents. */
const publicCode = (code: string): string => (isProviderCode(code) ? `provider_${code}` : code);

const isOver = (status: RunStatus): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

const givenUp = (outcome: RunOutcome, attempts: number): RunEnd =>
  outcome.kind === 'retry' && attempts + 1 >= maxAttempts
    ? {
        kind: 'failed',
        code: outcome.code,
        detail: `${outcome.detail} Given up after ${maxAttempts} attempts.`,
      }
    : outcome;

const apply = (run: SyncRun, end: RunEnd, now: Date): void => {
  run.leaseUntil = null;
  run.errorCode = null;
  run.errorDetail = null;
  switch (end.kind) {
    case 'succeeded':
    case 'cancelled':
    case 'paused':
      run.status = end.kind;
      return;
    case 'held':
      run.status = 'held';
      run.held = end.held;
      return;
    case 'interrupted':
      run.status = 'queued';
      return;
    case 'retry':
      run.status = 'queued';
      run.attempts += 1;
      run.resumeAt = end.retryAt ?? new Date(now.getTime() + backoffMs(run.attempts));
      run.errorCode = publicCode(end.code);
      run.errorDetail = end.detail;
      return;
    case 'failed':
      run.status = 'failed';
      run.errorCode = publicCode(end.code);
      run.errorDetail = end.detail;
  }
};
