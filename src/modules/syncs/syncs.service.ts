import { LockMode, wrap } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { Clock, conflict, currentOrganization, newId, notFound } from '#kernel';
import type { RemoteContainer } from '#provider-sdk';
import { type SyncContext, SyncContexts } from '#records';
import { Remaps } from './remaps/remaps.service.js';
import { decisionsOf } from './run-request.js';
import { applyChanges } from './sync-changes.js';
import { syncChanged, type SyncChanged } from './sync.events.js';
import { Sync } from './sync.entity.js';
import { SyncGuards } from './sync-guards.js';
import { SyncPermits } from './sync-permits.js';
import { isReread, SyncViews } from './sync-views.js';
import type { CreateSync, UpdateSync } from './syncs.dto.js';

const rhythmFields = ['autoSync', 'intervalSeconds', 'adaptiveInterval'];

@Injectable()
export class Syncs implements SyncContexts {
  constructor(
    private readonly em: EntityManager,
    private readonly permits: SyncPermits,
    private readonly guards: SyncGuards,
    private readonly views: SyncViews,
    private readonly remaps: Remaps,
    private readonly audit: Audit,
    private readonly events: EventEmitter2,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Sync> {
    const sync = await this.em.findOne(Sync, { id });
    if (!sync) throw notFound('sync');
    return sync;
  }

  async of(syncId: string): Promise<SyncContext> {
    const sync = await this.get(syncId);
    const decisions = decisionsOf(sync);
    const { consentId } = sync;
    const { model } = decisions;
    const writable = sync.direction !== 'pull';
    return { syncId, consentId, model, decisions, writable, guard: await this.guards.of(sync) };
  }

  async create(wishes: CreateSync): Promise<Sync> {
    const input = await this.views.settle(wishes, wishes);
    const container = await this.permits.forNew(input);
    const created = await this.em.transactional(async em => {
      const { connectionId, model, containerId } = input;
      if (await em.count(Sync, { connectionId, model, containerId })) {
        throw conflict('sync_exists', 'There is already a sync of this container on this connection.');
      }
      await this.permits.requireRoom();
      const sync = this.born(input, container);
      em.persist(sync);
      await em.flush();
      await this.record('sync.created', sync);
      return sync;
    });
    return this.announce(created);
  }

  /** The sync that `create` would make, kept nowhere. */
  async draft(wishes: CreateSync): Promise<Sync> {
    const input = await this.views.settle(wishes, wishes);
    return this.born(input, await this.permits.forNew(input));
  }

  private born(input: CreateSync, container: RemoteContainer): Sync {
    const now = this.clock.now();
    const facts = {
      ...input,
      id: newId(),
      organizationId: currentOrganization(),
      name: input.name ?? container.name,
      containerName: container.name,
      holdsGuarded: input.sensitiveConsentId !== null,
      nextRunAt: input.autoSync ? now : null,
      quietPolls: 0,
      cursor: null,
      runWanted: false,
      wantedFull: false,
      wantedRetryFailed: false,
      createdAt: now,
      updatedAt: now,
    };
    return this.em.create(Sync, facts, { persist: false });
  }

  async update(id: string, wishes: UpdateSync): Promise<Sync> {
    const before = await this.get(id);
    const changes = await this.views.settle(before, wishes);
    await this.permits.forChange(before, changes);
    const updated = await this.em.transactional(async em => {
      const sync = await em.findOneOrFail(
        Sync,
        { id },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      const changed = applyChanges(sync, changes);
      if (changed.length === 0) return sync;
      const now = this.clock.now();
      // Only a new rhythm begins anew; a new name must not put the next run off.
      if (changed.some(name => rhythmFields.includes(name))) {
        Object.assign(sync, { quietPolls: 0, effectiveIntervalSeconds: null });
        sync.nextRunAt = sync.autoSync ? new Date(now.getTime() + sync.intervalSeconds * 1000) : null;
      }
      sync.updatedAt = now;
      await em.flush();
      // Before the audit: a re-mapping under way may hold its row, and wait for a record whose writer waits for the audit.
      if (isReread(changed)) await this.remaps.begin(sync, changed.includes('filter'));
      await this.record('sync.updated', sync, changed);
      return sync;
    });
    if (changes.mappingId !== undefined || changes.filter !== undefined) await this.remaps.wake(id);
    return this.announce(updated);
  }

  /** The sync as `update` would leave it, kept nowhere. */
  async redraft(id: string, wishes: UpdateSync): Promise<Sync> {
    const before = await this.get(id);
    const changes = await this.views.settle(before, wishes);
    await this.permits.forChange(before, changes);
    const draft = this.em.fork().create(Sync, wrap(before).toPOJO(), { persist: false });
    applyChanges(draft, changes);
    return draft;
  }

  /** Forgets the sync and its records here; the provider keeps everything. */
  async delete(id: string): Promise<void> {
    const deleted = await this.em.transactional(async em => {
      const sync = await this.get(id);
      await this.record('sync.deleted', sync);
      await em.nativeDelete(Sync, { id });
      return sync;
    });
    this.announce(deleted);
  }

  private announce(sync: Sync): Sync {
    const event: SyncChanged = { connectionId: sync.connectionId };
    this.events.emit(syncChanged, event);
    return sync;
  }

  private record(action: string, sync: Sync, changed?: string[]): Promise<void> {
    const { connectionId, consentId, model, direction, policy } = sync;
    const sensitiveConsentId = sync.sensitiveConsentId ?? null;
    return this.audit.record({
      action,
      target: { type: 'sync', id: sync.id },
      details: {
        connectionId,
        consentId,
        sensitiveConsentId,
        model,
        direction,
        policy,
        ...(changed ? { changed } : {}),
      },
    });
  }
}
