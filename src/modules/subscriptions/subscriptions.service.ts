import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { OrganizationScope } from '#database';
import { Jobs, laneOf } from '#jobs';
import { Clock, currentOrganization, notFound } from '#kernel';
import { secretPlace, Subscription } from './subscription.entity.js';
import { SubscriptionRows } from './subscription-rows.js';

/** Whose a delivery is, by the address it came to. */
export interface SubscriptionAddress {
  readonly subscriptionId: string;
  readonly organizationId: string;
  readonly connectionId: string;
}

export interface SubscriptionParty {
  readonly containerId: string;
  readonly model: string;
  readonly remoteId: string | null;
  readonly secrets: readonly string[];
}

@Injectable()
export class Subscriptions {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly vault: Vault,
    private readonly rows: SubscriptionRows,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Subscription> {
    const row = await this.em.findOne(Subscription, { id }, { refresh: true });
    if (!row) throw notFound('subscription');
    return row;
  }

  /** Before anybody is known; null like absent. */
  async find(provider: string, token: string): Promise<SubscriptionAddress | null> {
    const rows = await this.scope.acrossOrganizations('whose address a delivery came to', em =>
      em.execute<{ id: string; organization_id: string; connection_id: string }[]>(
        'select id, organization_id, connection_id from subscription where token = ? and provider = ?',
        [token, provider],
      ),
    );
    const row = rows[0];
    if (!row) return null;
    return { subscriptionId: row.id, organizationId: row.organization_id, connectionId: row.connection_id };
  }

  /** Inside its organization. */
  async party(id: string): Promise<SubscriptionParty> {
    const row = await this.get(id);
    const secret = await this.vault.open(row.secret, secretPlace(row.id));
    return {
      containerId: row.containerId,
      model: row.model,
      remoteId: row.remoteId ?? null,
      secrets: secret === '' ? [] : [secret],
    };
  }

  /** The first secret that is handed over stays; answers whether it is this one. */
  async keepSecret(id: string, secret: string): Promise<boolean> {
    const sealed = await this.vault.seal(secret, secretPlace(id));
    return this.em.transactional(async em => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const row = await em.findOneOrFail(Subscription, { id }, { refresh: true, lockMode });
      const known = await this.vault.open(row.secret, secretPlace(id));
      if (known !== '') return known === secret;
      await this.rows.change(row, 'subscription.secret_received', () => {
        row.secret = sealed;
      });
      return true;
    });
  }

  /** What the vendor says about it: soon over, over, or that it could not deliver something. */
  async note(id: string, state: 'renew' | 'lapsed' | 'missed'): Promise<void> {
    const row = await this.get(id);
    const now = this.clock.now();
    if (state === 'missed') await this.rows.catchUp(row);
    else {
      await this.rows.change(row, `subscription.${state}_noticed`, () => {
        if (state === 'renew') row.renewAt = now;
        else row.expiresAt = now;
        row.nextAttemptAt = null;
      });
      await this.wake(row.connectionId);
    }
  }

  async renew(id: string): Promise<Subscription> {
    await this.note(id, 'renew');
    return this.get(id);
  }

  private wake(connectionId: string): Promise<void> {
    return this.jobs.wake('subscriptions.reconcile', laneOf(currentOrganization(), connectionId));
  }
}
