import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Jobs, laneOf } from '#jobs';
import { Clock, conflict, currentContext, currentOrganization, newId, notFound } from '#kernel';
import { Sync, SyncRun } from '#syncs';
import { Undo } from './undo.entity.js';
import { fillWorklist } from './undo-worklist.js';

/** What is to be undone: a run, or an earlier undo. */
type Subject = { readonly runId: string } | { readonly ofUndoId: string };

const over = ['succeeded', 'failed', 'cancelled'];

/** Asks for undos. Asked again for the same thing, answers the undo that there is. */
@Injectable()
export class Undos {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Undo> {
    const undo = await this.em.findOne(Undo, { id }, { refresh: true });
    if (!undo) throw notFound('undo');
    return undo;
  }

  async ofRun(syncId: string, runId: string, dryRun: boolean): Promise<Undo> {
    const run = await this.em.findOne(SyncRun, { id: runId, syncId }, { refresh: true });
    if (!run) throw notFound('run');
    if (!over.includes(run.status)) {
      throw conflict('run_status', `A run that is ${run.status} cannot be undone yet; cancel it first.`, {
        status: run.status,
      });
    }
    return this.start(syncId, { runId }, dryRun);
  }

  async ofUndo(id: string, dryRun: boolean): Promise<Undo> {
    const { syncId, status, dryRun: isRehearsal } = await this.get(id);
    if (isRehearsal) throw conflict('undo_rehearsed', 'This was a dry run: there is nothing to undo.');
    if (status !== 'succeeded') throw conflict('undo_running', 'This undo is still under way.', { status });
    return this.start(syncId, { ofUndoId: id }, dryRun);
  }

  private async start(syncId: string, subject: Subject, dryRun: boolean): Promise<Undo> {
    const undo = await this.em.transactional(async em => {
      // Two who ask at once wait for each other here, so the second finds the undo of the first.
      await em.findOneOrFail(Sync, { id: syncId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
      const same = { ...subject, dryRun: false, undoneBy: null };
      const existing = dryRun ? null : await em.findOne(Undo, same, { refresh: true });
      if (existing) return existing;
      const made = await this.create(em, syncId, subject, dryRun);
      if ('ofUndoId' in subject && !dryRun)
        await em.nativeUpdate(Undo, { id: subject.ofUndoId }, { undoneBy: made.id });
      await fillWorklist(em, made);
      if (!dryRun)
        await this.audit.record({
          action: 'undo.requested',
          target: { type: 'undo', id: made.id },
          details: { syncId, ...subject },
        });
      return made;
    });
    await this.jobs.wake('undo.run', laneOf(currentOrganization(), undo.id));
    return undo;
  }

  private async create(em: EntityManager, syncId: string, subject: Subject, dryRun: boolean): Promise<Undo> {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    const undo = em.create(Undo, {
      id: newId(),
      organizationId: currentOrganization(),
      syncId,
      ...subject,
      dryRun,
      status: 'queued',
      actorKind: actor.kind,
      actorId: actor.id,
      createdAt: this.clock.now(),
    });
    em.persist(undo);
    await em.flush();
    return undo;
  }
}
