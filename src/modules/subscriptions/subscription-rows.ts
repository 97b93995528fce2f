import { randomBytes } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { Connection } from '#connections';
import { Vault } from '#crypto';
import { Clock, currentOrganization, type HubError, newId } from '#kernel';
import { ProviderRegistry, type RemoteSubscription } from '#provider-sdk';
import { RemoteChanges } from '#syncs';
import type { Wanted } from './plan.js';
import { secretPlace, Subscription } from './subscription.entity.js';

/** 1 min, 2, 4 … six hours: an address that the vendor refuses is asked about all day, not all the time. */
const backoffMs = (attempt: number): number => Math.min(60_000 * 2 ** (attempt - 1), 6 * 3_600_000);
/** One that cannot be removed is given up; it is swept later, or ends by itself. */
const farewellAttempts = 6;

/** Every change of a subscription's row, each with its audit event. */
@Injectable()
export class SubscriptionRows {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly registry: ProviderRegistry,
    private readonly changes: RemoteChanges,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  of(connectionId: string): Promise<Subscription[]> {
    return this.em.find(Subscription, { connectionId }, { orderBy: { id: 'asc' }, refresh: true });
  }

  async create(connection: Connection, { model, containerId }: Wanted): Promise<void> {
    const id = newId();
    const now = this.clock.now();
    const secret = await this.vault.seal(this.firstSecret(connection.provider), secretPlace(id));
    await this.em.transactional(async em => {
      em.create(Subscription, {
        id,
        organizationId: currentOrganization(),
        connectionId: connection.id,
        provider: connection.provider,
        model,
        containerId,
        status: 'pending',
        token: randomBytes(32).toString('base64url'),
        secret,
        attempts: 0,
        createdAt: now,
        updatedAt: now,
      });
      await em.flush();
    });
  }

  /** None yet where the vendor hands one over while it is asked to subscribe. */
  private firstSecret(provider: string): string {
    const { webhooks } = this.registry.get(provider).manifest;
    const comes = webhooks?.handshakes.some(({ kind }) => kind === 'echo_header') ?? false;
    return comes ? '' : randomBytes(32).toString('base64url');
  }

  async answered(row: Subscription, remote: RemoteSubscription | null): Promise<void> {
    if (remote) return this.activate(row, remote);
    await this.change(row, 'subscription.unavailable', () => {
      row.status = 'unavailable';
      row.attempts = 0;
      row.nextAttemptAt = null;
      row.lastError = null;
    });
  }

  /** What happened between the last run and now would be told to nobody, so the syncs look once more. */
  async activate(row: Subscription, remote: RemoteSubscription): Promise<void> {
    const renewed = row.status === 'active';
    const sealed = remote.secret && (await this.vault.seal(remote.secret, secretPlace(row.id)));
    await this.change(row, renewed ? 'subscription.renewed' : 'subscription.created', () => {
      const now = this.clock.now();
      row.status = 'active';
      row.remoteId = remote.id;
      if (sealed) row.secret = sealed;
      row.resourceId = remote.resourceId;
      row.expiresAt = remote.expiresAt;
      row.renewAt = remote.expiresAt ? new Date((now.getTime() + remote.expiresAt.getTime()) / 2) : null;
      row.attempts = 0;
      row.nextAttemptAt = null;
      row.lastError = null;
    });
    if (!renewed) await this.catchUp(row);
  }

  async retire(row: Subscription): Promise<void> {
    await this.em.transactional(async () => {
      row.status = 'removing';
      row.attempts = 0;
      row.nextAttemptAt = null;
      row.updatedAt = this.clock.now();
    });
  }

  async forget(row: Subscription, action: 'subscription.removed' | 'subscription.lapsed'): Promise<void> {
    const lapsed = action === 'subscription.lapsed' && row.status === 'active';
    await this.em.transactional(async em => {
      await this.record(action, row);
      await em.nativeDelete(Subscription, { id: row.id });
    });
    if (lapsed) await this.catchUp(row);
  }

  async failed(row: Subscription, error: HubError): Promise<void> {
    if (row.status === 'removing' && row.attempts + 1 >= farewellAttempts) {
      return this.forget(row, 'subscription.removed');
    }
    await this.em.transactional(async () => {
      row.attempts += 1;
      row.nextAttemptAt = new Date(this.clock.now().getTime() + backoffMs(row.attempts));
      row.lastError = error.publicDetail;
      row.updatedAt = this.clock.now();
    });
  }

  catchUp({ connectionId, model, containerId }: Subscription): Promise<unknown> {
    return this.changes.happened({ connectionId, model, containerId });
  }

  change(row: Subscription, action: string, mutate: () => void): Promise<void> {
    return this.em.transactional(async em => {
      mutate();
      row.updatedAt = this.clock.now();
      await em.flush();
      await this.record(action, row);
    });
  }

  private record(action: string, row: Subscription): Promise<void> {
    const { connectionId, provider, model, containerId, expiresAt } = row;
    return this.audit.record({
      action,
      target: { type: 'subscription', id: row.id },
      details: { connectionId, provider, model, containerId, expiresAt: expiresAt?.toISOString() ?? null },
    });
  }
}
