import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { SyncsModule } from '#syncs';
import { DueSubscriptions } from './due-subscriptions.js';
import { Farewell } from './farewell.js';
import { Reconciler } from './reconciler.js';
import { SubscriptionRows } from './subscription-rows.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { Subscriptions } from './subscriptions.service.js';
import { OrphanSweeper } from './orphan-sweeper.js';
import { Triggers } from './triggers.js';
import { Vendor } from './vendor.js';
import { WantedContainers } from './wanted-containers.js';

@Module({
  imports: [IntegrationsModule, ConnectionsModule, SyncsModule],
  controllers: [SubscriptionsController],
  providers: [
    DueSubscriptions,
    Farewell,
    OrphanSweeper,
    Reconciler,
    SubscriptionRows,
    Subscriptions,
    Triggers,
    Vendor,
    WantedContainers,
  ],
  exports: [Subscriptions],
})
export class SubscriptionsModule {}
