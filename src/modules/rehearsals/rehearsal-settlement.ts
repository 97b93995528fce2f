import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { TaskOutcome } from '#jobs';
import { Clock, providerErrorCodes } from '#kernel';
import { isOver, Rehearsal } from './rehearsal.entity.js';
import type { Taken } from './rehearsal-lease.js';
import type { RehearsalOutcome } from './rehearsal-work.js';

/** Begun so often, by failures or dying processes, it is given up. */
export const maxAttempts = 6;
export const keptMs = 7 * 86_400_000;
const backoffMs = (attempt: number): number => Math.min(10 * 60_000, 5_000 * 2 ** (attempt - 1));

/** Writes down how a rehearsal left off, in one transaction with its audit event. */
@Injectable()
export class RehearsalSettlement {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** False when the lease went to somebody else meanwhile: then nothing is written. */
  settle({ id, fence }: Taken, outcome: RehearsalOutcome): Promise<boolean> {
    return this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const rehearsal = await em.findOne(Rehearsal, { id }, lock);
      // Forgotten with its sync, perhaps.
      if (!rehearsal) return true;
      if (rehearsal.leaseFence !== fence || rehearsal.status !== 'running') return false;
      const now = this.clock.now();
      apply(rehearsal, outcome, now);
      if (isOver(rehearsal)) {
        rehearsal.finishedAt = now;
        rehearsal.expiresAt = new Date(now.getTime() + keptMs);
      }
      await em.flush();
      if (isOver(rehearsal)) await this.record(rehearsal);
      return true;
    });
  }

  async again(id: string): Promise<TaskOutcome> {
    const rehearsal = await this.em.findOne(Rehearsal, { id }, { refresh: true });
    if (!rehearsal || isOver(rehearsal)) return 'done';
    const ms = (rehearsal.resumeAt?.getTime() ?? 0) - this.clock.now().getTime();
    return { againInMs: Math.max(0, ms) };
  }

  private record({
    id,
    kind,
    status,
    syncId,
    connectionId,
    errorCode,
    errorDetail,
  }: Rehearsal): Promise<void> {
    return this.audit.record({
      action: `${kind}.${status}`,
      target: { type: kind, id },
      outcome: status === 'failed' ? 'failure' : 'success',
      details: {
        syncId: syncId ?? null,
        connectionId,
        ...(errorCode ? { code: errorCode, detail: errorDetail ?? '' } : {}),
      },
    });
  }
}

const publicCode = (code: string): string =>
  (providerErrorCodes as readonly string[]).includes(code) ? `provider_${code}` : code;

const apply = (rehearsal: Rehearsal, { end, result, suspects }: RehearsalOutcome, now: Date): void => {
  Object.assign(rehearsal, { leaseUntil: null, errorCode: null, errorDetail: null });
  if (end.kind === 'succeeded') {
    Object.assign(rehearsal, { status: 'succeeded', result, suspects });
    rehearsal.progress = { ...rehearsal.progress, phase: 'done' };
    return;
  }
  if (end.kind === 'failed' || end.kind === 'retry') {
    Object.assign(rehearsal, { errorCode: publicCode(end.code), errorDetail: end.detail });
  }
  if (end.kind === 'failed' || (end.kind === 'retry' && rehearsal.attempts >= maxAttempts)) {
    rehearsal.status = 'failed';
  } else if (end.kind === 'cancelled' || rehearsal.control === 'cancel') {
    rehearsal.status = 'cancelled';
  } else {
    rehearsal.status = 'queued';
    const retryAt = end.kind === 'retry' ? end.retryAt : now;
    rehearsal.resumeAt = retryAt ?? new Date(now.getTime() + backoffMs(rehearsal.attempts));
  }
};
