import { Receipt } from './receipt.entity.js';
import { ReceiptFilter } from './receipt-filter.entity.js';
import { ReceiptReplay } from './receipt-replay.entity.js';

export { AppSecrets } from './app-secrets.js';
export { InboundWebhooksModule } from './inbound-webhooks.module.js';
export { IntakeMetrics } from './intake-metrics.js';

export const receiptEntities = [Receipt, ReceiptFilter, ReceiptReplay];
