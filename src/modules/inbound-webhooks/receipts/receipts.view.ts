import type { Receipt } from '../receipt.entity.js';
import type { ReceiptFilter } from '../receipt-filter.entity.js';
import type { ReceiptReplay } from '../receipt-replay.entity.js';
import type { ReceiptFilterView, ReceiptReplayView, ReceiptView } from './receipts.dto.js';

const text = (time: Date | null | undefined): string | null => time?.toISOString() ?? null;

type Shown = Pick<Receipt, keyof ReceiptView>;

export const viewReceipt = (receipt: Shown): ReceiptView => ({
  id: receipt.id,
  connectionId: receipt.connectionId ?? null,
  subscriptionId: receipt.subscriptionId ?? null,
  provider: receipt.provider,
  deliveryId: receipt.deliveryId,
  eventType: receipt.eventType,
  status: receipt.status,
  verified: receipt.verified,
  attempts: receipt.attempts,
  replays: receipt.replays,
  error: receipt.error ?? null,
  size: receipt.size,
  receivedAt: receipt.receivedAt.toISOString(),
  occurredAt: text(receipt.occurredAt),
  processedAt: text(receipt.processedAt),
});

export const viewReplay = (replay: ReceiptReplay): ReceiptReplayView => ({
  id: replay.id,
  from: replay.receivedFrom.toISOString(),
  to: replay.receivedTo.toISOString(),
  status: replay.status ?? null,
  connectionId: replay.connectionId ?? null,
  replayed: replay.replayed,
  createdAt: replay.createdAt.toISOString(),
  finishedAt: text(replay.finishedAt),
});

export const viewFilter = (filter: ReceiptFilter): ReceiptFilterView => ({
  id: filter.id,
  connectionId: filter.connectionId ?? null,
  integrationId: filter.integrationId ?? null,
  eventType: filter.eventType,
  createdAt: filter.createdAt.toISOString(),
});
