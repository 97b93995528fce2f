import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { ConsentGate } from '#consent';
import { Connections, ProviderSessions } from '#connections';
import { Clock, conflict, currentOrganization, HubError, invalid, newId, notFound } from '#kernel';
import type { RemoteContainer } from '#provider-sdk';
import { type Direction, type SyncContext, SyncContexts } from '#records';
import { decisionsOf } from './run-request.js';
import { Sync } from './sync.entity.js';
import { SyncPurposes } from './sync-purposes.js';
import type { CreateSync, UpdateSync } from './syncs.dto.js';

const containerDeadlineMs = 60_000;

@Injectable()
export class Syncs implements SyncContexts {
  constructor(
    private readonly em: EntityManager,
    private readonly connections: Connections,
    private readonly sessions: ProviderSessions,
    private readonly purposes: SyncPurposes,
    private readonly gate: ConsentGate,
    private readonly audit: Audit,
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
    return { syncId, model: decisions.model, decisions, writable: sync.direction !== 'pull' };
  }

  async create(input: CreateSync): Promise<Sync> {
    const powers = await this.purposes.powers(input);
    await this.gate.require({ consentId: input.consentId, purpose: powers.purpose });
    const container = await this.container(input);
    requireDirection(input.direction, container, powers.powers.includes('push'));
    const now = this.clock.now();
    return this.em.transactional(async em => {
      const { connectionId, model, containerId } = input;
      if (await em.count(Sync, { connectionId, model, containerId })) {
        throw conflict('sync_exists', 'There is already a sync of this container on this connection.');
      }
      const sync = em.create(Sync, {
        ...input,
        id: newId(),
        organizationId: currentOrganization(),
        name: input.name ?? container.name,
        containerName: container.name,
        nextRunAt: input.autoSync ? now : null,
        cursor: null,
        runWanted: false,
        createdAt: now,
        updatedAt: now,
      });
      em.persist(sync);
      await em.flush();
      await this.record('sync.created', sync);
      return sync;
    });
  }

  async update(id: string, changes: UpdateSync): Promise<Sync> {
    const before = await this.get(id);
    const { purpose, powers } = await this.purposes.powers(before);
    if (changes.consentId) await this.gate.require({ consentId: changes.consentId, purpose });
    if (changes.direction && changes.direction !== 'pull' && !powers.includes('push')) {
      throw invalid('direction', 'this provider cannot be written');
    }
    return this.em.transactional(async em => {
      const sync = await em.findOneOrFail(
        Sync,
        { id },
        { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      Object.assign(sync, changes);
      const now = this.clock.now();
      sync.nextRunAt = sync.autoSync ? new Date(now.getTime() + sync.intervalSeconds * 1000) : null;
      sync.updatedAt = now;
      await em.flush();
      await this.record('sync.updated', sync, Object.keys(changes));
      return sync;
    });
  }

  /** Forgets the sync and its records here; the provider keeps everything. */
  async delete(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const sync = await this.get(id);
      await this.record('sync.deleted', sync);
      await em.nativeDelete(Sync, { id });
    });
  }

  private async container({ connectionId, model, containerId }: CreateSync): Promise<RemoteContainer> {
    await this.connections.get(connectionId);
    const { provider, session } = await this.sessions.open(
      connectionId,
      AbortSignal.timeout(containerDeadlineMs),
    );
    for await (const container of provider.containers?.(session, model) ?? []) {
      if (container.id === containerId) return container;
    }
    throw invalid(
      'containerId',
      'the account has no such container; GET …/connections/{id}/containers lists them',
    );
  }

  private record(action: string, sync: Sync, changed?: string[]): Promise<void> {
    const { connectionId, consentId, model, direction, policy } = sync;
    return this.audit.record({
      action,
      target: { type: 'sync', id: sync.id },
      details: { connectionId, consentId, model, direction, policy, ...(changed ? { changed } : {}) },
    });
  }
}

const requireDirection = (direction: Direction, container: RemoteContainer, pushes: boolean): void => {
  if (direction === 'pull' || (container.writable && pushes)) return;
  throw new HubError(
    'container_read_only',
    422,
    `${container.name} cannot be written. Use direction "pull".`,
    {
      fields: [{ path: 'direction', detail: 'this container is read-only: use "pull"' }],
    },
  );
};
