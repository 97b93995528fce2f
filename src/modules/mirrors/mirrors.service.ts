import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Audit, type AuditEntry } from '#audit';
import { Clock, conflict, currentOrganization, newId, notFound } from '#kernel';
import type { Sync } from '#syncs';
import type { BySide } from './decisions/index.js';
import { Mirror } from './mirror.entity.js';
import { MirrorPermit, type MirrorSettings } from './mirror-permit.js';
import { MirrorQueue } from './mirror-queue.js';
import type { CreateMirror, UpdateMirror } from './mirrors.dto.js';

/** What people ask of mirrors. */
@Injectable()
export class Mirrors {
  constructor(
    private readonly em: EntityManager,
    private readonly permit: MirrorPermit,
    private readonly queue: MirrorQueue,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Mirror> {
    const mirror = await this.em.findOne(Mirror, { id }, { refresh: true });
    if (!mirror) throw notFound('mirror');
    return mirror;
  }

  async create(wish: CreateMirror): Promise<Mirror> {
    const pair = await this.permit.pair(wish.syncAId, wish.syncBId);
    const settings = await this.permit.settle(pair, wish);
    const mirror = await this.em.transactional(async em => {
      // Two who join the same syncs at once wait for each other here, so the second sees the first.
      await em.execute('select id from sync where id in (?, ?) order by id for update', [
        pair.a.id,
        pair.b.id,
      ]);
      await this.permit.noCircle(pair);
      const made = this.born(wish, pair, settings);
      em.persist(made);
      await em.flush();
      await this.record('mirror.created', made, { ...factsOf(made) });
      return made;
    });
    await this.wake(mirror.id);
    return mirror;
  }

  /** The mirror that `create` would make, kept nowhere. */
  async draft(wish: CreateMirror): Promise<Mirror> {
    const pair = await this.permit.pair(wish.syncAId, wish.syncBId);
    await this.permit.noCircle(pair);
    return this.born(wish, pair, await this.permit.settle(pair, wish));
  }

  private born(wish: CreateMirror, { a, b }: BySide<Sync>, settings: MirrorSettings): Mirror {
    const now = this.clock.now();
    const facts = {
      ...settings,
      ...{ id: newId(), organizationId: currentOrganization() },
      ...{ syncAId: a.id, syncBId: b.id, model: a.model, policy: wish.policy },
      name: wish.name ?? `${a.name} ⇄ ${b.name}`.slice(0, 200),
      status: 'active' as const,
      ...{ joined: false, positionA: 0, positionB: 0, untoldA: false, untoldB: false },
      ...{ createdAt: now, updatedAt: now },
    };
    return this.em.create(Mirror, facts, { persist: false });
  }

  async update(id: string, wish: UpdateMirror): Promise<Mirror> {
    const before = await this.get(id);
    const { acceptsA, acceptsB, fields = before.fields, ...rest } = wish;
    const pair = await this.permit.pair(before.syncAId, before.syncBId);
    const settled = await this.permit.settle(pair, {
      acceptsA: { ...before.acceptsA, ...acceptsA },
      acceptsB: { ...before.acceptsB, ...acceptsB },
      fields,
    });
    const mirror = await this.change(id, async mirror => {
      const wanted = { ...rest, ...settled };
      const changed = Object.entries(wanted).filter(
        ([name, value]) => value !== undefined && !isDeepStrictEqual(value, mirror[name as keyof Mirror]),
      );
      Object.assign(mirror, Object.fromEntries(changed));
      // What was left alone, parked or refused under the old settings is looked at again.
      if (changed.length > 0) await this.touchAll(id);
      await this.record('mirror.updated', mirror, { changed: changed.map(([name]) => name) });
    });
    await this.wake(id);
    return mirror;
  }

  pause(id: string): Promise<Mirror> {
    return this.change(id, async mirror => {
      requireStatus(mirror, 'active', 'pause');
      mirror.status = 'paused';
      await this.record('mirror.pause_requested', mirror, {});
    });
  }

  /** Goes on where it stopped: what happened meanwhile is in the feeds. */
  async resume(id: string): Promise<Mirror> {
    const { syncAId, syncBId } = await this.get(id);
    await this.permit.pair(syncAId, syncBId);
    const mirror = await this.change(id, async mirror => {
      requireStatus(mirror, 'paused', 'resume');
      Object.assign(mirror, { status: 'active', pauseCode: null, pauseDetail: null, pauseRecordId: null });
      await this.em
        .getContext()
        .execute('update mirror_link set bounces = null where mirror_id = ? and bounces is not null', [id]);
      await this.record('mirror.resumed', mirror, {});
    });
    await this.wake(id);
    return mirror;
  }

  /** The deletions that the breaker holds may happen, as many as it showed. */
  async approve(id: string): Promise<Mirror> {
    const mirror = await this.change(id, async mirror => {
      requireHeld(mirror);
      mirror.approvedA = mirror.heldA?.deletions ?? mirror.approvedA ?? null;
      mirror.approvedB = mirror.heldB?.deletions ?? mirror.approvedB ?? null;
      Object.assign(mirror, { heldA: null, heldB: null });
      await this.record('mirror.approved', mirror, {});
    });
    await this.wake(id);
    return mirror;
  }

  /** They may not: what was deleted on the other side is created there again. */
  async reject(id: string): Promise<Mirror> {
    const mirror = await this.change(id, async mirror => {
      requireHeld(mirror);
      const held = [...(mirror.heldA ? ['a'] : []), ...(mirror.heldB ? ['b'] : [])];
      await this.em.getContext().execute(restoreSql, [id, JSON.stringify(held)]);
      Object.assign(mirror, { heldA: null, heldB: null });
      await this.record('mirror.rejected', mirror, { sides: held });
    });
    await this.wake(id);
    return mirror;
  }

  /** The records of both sides stay. */
  async delete(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const mirror = await this.get(id);
      await this.record('mirror.deleted', mirror, { ...factsOf(mirror) });
      await em.nativeDelete(Mirror, { id });
    });
  }

  private touchAll(id: string): Promise<unknown> {
    return this.em
      .getContext()
      .execute('update mirror_link set due = true, waits = null where mirror_id = ?', [id]);
  }

  /**
   * `work` ends with the audit event, and nothing is written after it: PostgreSQL checks the foreign keys of a row that
   * one transaction updates twice, which locks both syncs, and a run that settles holds its sync and waits for the audit.
   */
  private change(id: string, work: (mirror: Mirror) => Promise<void>): Promise<Mirror> {
    return this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const mirror = await em.findOne(Mirror, { id }, lock);
      if (!mirror) throw notFound('mirror');
      mirror.updatedAt = this.clock.now();
      await work(mirror);
      return mirror;
    });
  }

  private wake(id: string): Promise<void> {
    return this.queue.wake(currentOrganization(), id);
  }

  private record(action: string, { id }: Mirror, details: NonNullable<AuditEntry['details']>): Promise<void> {
    return this.audit.record({ action, target: { type: 'mirror', id }, details });
  }
}

const factsOf = ({ syncAId, syncBId, model, policy, acceptsA, acceptsB, fields }: Mirror) => ({
  ...{ syncAId, syncBId, model, policy, fields: [...fields] },
  ...{ acceptsA: { ...acceptsA }, acceptsB: { ...acceptsB } },
});

const requireStatus = ({ status }: Mirror, wanted: Mirror['status'], verb: string): void => {
  if (status === wanted) return;
  throw conflict('mirror_status', `A mirror that is ${status} cannot be asked to ${verb}.`, { status });
};

const requireHeld = ({ heldA, heldB }: Mirror): void => {
  if (!heldA && !heldB) throw conflict('mirror_not_held', 'No deletions of this mirror wait for a decision.');
};

const restoreSql = `
  update mirror_link set restore = true, due = true, waits = null
  where mirror_id = ? and waits in (select jsonb_array_elements_text(?::jsonb))`;
