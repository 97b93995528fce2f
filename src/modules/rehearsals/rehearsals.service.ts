import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, conflict, currentOrganization, newId, notFound } from '#kernel';
import { RunGate, type Sync } from '#syncs';
import { activeStatuses, Rehearsal, type RehearsalKind, type RehearsalWish } from './rehearsal.entity.js';
import { RehearsalQueue } from './rehearsal-queue.js';
import { keptMs } from './rehearsal-settlement.js';

export interface AskedRehearsal {
  readonly kind: RehearsalKind;
  /** The sync, perhaps with changed settings; one that is kept nowhere when `wish.draft` describes it. */
  readonly sync: Sync;
  readonly wish: RehearsalWish;
}

/** What people ask of dry runs and drift audits. */
@Injectable()
export class Rehearsals {
  constructor(
    private readonly em: EntityManager,
    private readonly gate: RunGate,
    private readonly queue: RehearsalQueue,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(kind: RehearsalKind, id: string): Promise<Rehearsal> {
    const rehearsal = await this.em.findOne(Rehearsal, { id, kind }, { refresh: true });
    if (!rehearsal) throw notFound(kind === 'dry_run' ? 'dry run' : 'drift audit');
    return rehearsal;
  }

  /** One of a kind at a time for a container: it lists everything, and the vendor counts each call. */
  async start(asked: AskedRehearsal): Promise<Rehearsal> {
    await this.gate.pass(asked.sync);
    const rehearsal = await this.em.transactional(async em => {
      await this.requireNone(asked);
      const made = this.born(asked);
      em.persist(made);
      await em.flush();
      await this.record('requested', made);
      return made;
    });
    await this.queue.wake(rehearsal.id);
    return rehearsal;
  }

  private async requireNone({ kind, sync, wish }: AskedRehearsal): Promise<void> {
    const { connectionId } = sync;
    const where = { kind, connectionId, syncId: wish.draft ? null : sync.id };
    const active = await this.em.find(Rehearsal, { ...where, status: { $in: activeStatuses } });
    const same = active.find(found => found.wish.draft?.containerId === wish.draft?.containerId);
    if (!same) return;
    throw conflict('rehearsal_active', 'One of this is under way. Wait for it, or cancel it.', {
      id: same.id,
    });
  }

  private born({ kind, sync, wish }: AskedRehearsal): Rehearsal {
    const now = this.clock.now();
    const facts = {
      id: newId(),
      organizationId: currentOrganization(),
      kind,
      connectionId: sync.connectionId,
      syncId: wish.draft ? null : sync.id,
      wish,
      status: 'queued' as const,
      control: 'run' as const,
      progress: { phase: 'pull', done: 0, expected: null },
      attempts: 0,
      leaseFence: 0,
      createdAt: now,
      expiresAt: new Date(now.getTime() + keptMs),
    };
    return this.em.create(Rehearsal, facts, { persist: false });
  }

  /** A running one stops at its next page; a waiting one at once. */
  cancel(kind: RehearsalKind, id: string): Promise<Rehearsal> {
    return this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const rehearsal = await em.findOne(Rehearsal, { id, kind }, lock);
      if (!rehearsal) return this.get(kind, id);
      const { status } = rehearsal;
      if (!activeStatuses.includes(status))
        throw conflict('rehearsal_over', `It is over: ${status}.`, { status });
      rehearsal.control = 'cancel';
      if (status === 'queued')
        Object.assign(rehearsal, { status: 'cancelled', finishedAt: this.clock.now() });
      await em.flush();
      await this.record('cancel_requested', rehearsal);
      return rehearsal;
    });
  }

  private record(what: string, { id, kind, syncId, connectionId, wish }: Rehearsal): Promise<void> {
    const changes = Object.keys(wish.changes ?? {});
    return this.audit.record({
      action: `${kind}.${what}`,
      target: { type: kind, id },
      details: { syncId: syncId ?? null, connectionId, changes, sample: wish.sample ?? null },
    });
  }
}
