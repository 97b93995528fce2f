import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { connectionEvents, type ConnectionEvent } from '#connections';
import { consentWithdrawn, type ConsentWithdrawn } from '#consent';
import { Jobs, laneOf, Tick } from '#jobs';
import { currentOrganization } from '#kernel';
import { Sync, syncChanged, type SyncChanged } from '#syncs';
import { DueSubscriptions } from './due-subscriptions.js';

/** When to look: at once after what changes the wish, and by the clock for all that time brings. */
@Injectable()
export class Triggers {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: Jobs,
    private readonly dueSubscriptions: DueSubscriptions,
  ) {}

  @OnEvent(syncChanged)
  onSync({ connectionId }: SyncChanged): Promise<void> {
    return this.wake(connectionId);
  }

  @OnEvent(connectionEvents.connected)
  onConnected({ connectionId }: ConnectionEvent): Promise<void> {
    return this.wake(connectionId);
  }

  @OnEvent(consentWithdrawn)
  async onWithdrawn({ consentId }: ConsentWithdrawn): Promise<void> {
    const syncs = await this.em.fork().find(Sync, { consentId });
    for (const id of new Set(syncs.map(sync => sync.connectionId))) await this.wake(id);
  }

  @Tick('subscriptions.reconcile', '60s')
  async reconcile(): Promise<void> {
    await this.jobs.wakeAll('subscriptions.reconcile', await this.dueSubscriptions.lanes());
  }

  @Tick('subscriptions.sweep', '1d')
  async sweep(): Promise<void> {
    await this.jobs.wakeAll('subscriptions.sweep', await this.dueSubscriptions.sweepable());
  }

  private wake(connectionId: string): Promise<void> {
    return this.jobs.wake('subscriptions.reconcile', laneOf(currentOrganization(), connectionId));
  }
}
