import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Connection, providerOfLane } from '#connections';
import { OrganizationScope } from '#database';
import { parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock, HubError } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { DueSubscriptions } from './due-subscriptions.js';
import { plan, type Standing, type Step } from './plan.js';
import { SubscriptionRows } from './subscription-rows.js';
import { Subscription } from './subscription.entity.js';
import { Vendor } from './vendor.js';
import { WantedContainers } from './wanted-containers.js';

/** A plan that is carried out changes what the next one sees; more rounds than this wait for the next wake-up. */
const rounds = 5;

/** Brings what the vendor has to what the syncs of one connection want. */
@Task('subscriptions.reconcile')
@Injectable()
export class Reconciler implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly registry: ProviderRegistry,
    private readonly wanted: WantedContainers,
    private readonly rows: SubscriptionRows,
    private readonly vendor: Vendor,
    private readonly dueSubscriptions: DueSubscriptions,
    private readonly clock: Clock,
  ) {}

  due(): Promise<string[]> {
    return this.dueSubscriptions.lanes();
  }

  providerOf(lane: string): Promise<string | null> {
    return providerOfLane(this.scope, lane);
  }

  async run(lane: string): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: 'subscriptions.reconcile' } as const;
    await this.scope.run(organizationId, actor, () => this.reconcile(id));
    return 'done';
  }

  async reconcile(connectionId: string): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const connection = await this.em.findOne(Connection, { id: connectionId }, { refresh: true });
      // Without a working credential nothing can be asked; reconnecting wakes this lane again.
      if (!connection || connection.status === 'needs_reauth') return;
      const steps = await this.plan(connection);
      if (steps.length === 0) return;
      for (const step of steps) await this.carryOut(connection, step);
    }
  }

  private async plan(connection: Connection): Promise<Step[]> {
    const { provider, manifest } = this.registry.get(connection.provider);
    const pushes =
      manifest.webhooks?.routing.subscription === true &&
      provider.subscribe !== undefined &&
      this.vendor.canReach(manifest);
    const rows = await this.rows.of(connection.id);
    return plan({
      wanted: pushes ? await this.wanted.of(connection) : [],
      standing: rows.map(standing),
      renewable: provider.renew !== undefined,
      now: this.clock.now(),
    });
  }

  private async carryOut(connection: Connection, step: Step): Promise<void> {
    if (step.kind === 'create') return this.rows.create(connection, step.wanted);
    const row = await this.em.findOne(Subscription, { id: step.id }, { refresh: true });
    if (!row) return;
    try {
      await this.apply(row, step.kind);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      await this.rows.failed(row, error);
    }
  }

  private async apply(row: Subscription, kind: Exclude<Step['kind'], 'create'>): Promise<void> {
    switch (kind) {
      case 'subscribe':
        return this.rows.answered(row, await this.vendor.subscribe(row));
      case 'renew':
        return this.rows.activate(row, await this.vendor.renew(row));
      case 'remove':
        return this.rows.retire(row);
      case 'unsubscribe':
        await this.vendor.unsubscribe(row);
        return this.rows.forget(row, 'subscription.removed');
      case 'forget':
        return this.rows.forget(row, 'subscription.lapsed');
    }
  }
}

const standing = (row: Subscription): Standing => ({
  id: row.id,
  model: row.model,
  containerId: row.containerId,
  status: row.status,
  expiresAt: row.expiresAt ?? null,
  renewAt: row.renewAt ?? null,
  nextAttemptAt: row.nextAttemptAt ?? null,
});
