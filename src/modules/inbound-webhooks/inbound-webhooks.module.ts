import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { SubscriptionsModule } from '#subscriptions';
import { SyncsModule } from '#syncs';
import { HooksController } from './intake/hooks.controller.js';
import { Intake } from './intake/intake.js';
import { LaneWaker } from './intake/lane-waker.js';
import { QuarantineBudget } from './intake/quarantine-budget.js';
import { ReceiptStore } from './intake/receipt-store.js';
import { ReceiptWriter } from './intake/receipt-writer.js';
import { Recipients } from './intake/recipients.js';
import { SignatureKeys } from './intake/signature-keys.js';
import { Tallies } from './intake/tallies.js';
import { SignatureCheck } from './intake/verification.js';
import { IntakeMetrics } from './intake-metrics.js';
import { ReceiptEffects } from './processing/effects.js';
import { NoticeConsents } from './processing/notice-consents.js';
import { ReceiptProcessor } from './processing/receipt-processor.js';
import { ReceiptSlice } from './processing/receipt-slice.js';
import { DeadReceipts } from './receipts/dead-receipts.js';
import { ReceiptFilters } from './receipts/receipt-filters.service.js';
import { Monitor } from './receipts/receipt-monitor.js';
import { ReceiptsAdminController } from './receipts/receipts-admin.controller.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { Receipts } from './receipts/receipts.service.js';
import { Replays } from './receipts/replays.service.js';
import { ReceiptRetention } from './receipts/retention.js';

@Module({
  imports: [IntegrationsModule, ConnectionsModule, SyncsModule, SubscriptionsModule],
  controllers: [HooksController, ReceiptsController, ReceiptsAdminController],
  providers: [
    DeadReceipts,
    Intake,
    IntakeMetrics,
    LaneWaker,
    Monitor,
    NoticeConsents,
    QuarantineBudget,
    ReceiptEffects,
    ReceiptFilters,
    ReceiptProcessor,
    ReceiptRetention,
    ReceiptSlice,
    ReceiptStore,
    ReceiptWriter,
    Receipts,
    Recipients,
    Replays,
    SignatureCheck,
    SignatureKeys,
    Tallies,
  ],
  exports: [IntakeMetrics],
})
export class InboundWebhooksModule {}
