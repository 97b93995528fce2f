import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

export const receiptStatuses = ['stored', 'processed', 'ignored', 'quarantined', 'dead'] as const;
export type ReceiptStatus = (typeof receiptStatuses)[number];

/** What a receipt's provider is told of the subscription it came for. */
export interface ReceiptSubscription {
  readonly containerId: string;
  readonly remoteId: string | null;
}

/*
 *   stored ─► processed          its effects are committed with this very change
 *     ▲  ├──► ignored            nothing here wants it; `error` says why
 *     │  └──► dead               ten attempts failed
 *     └─(replay)─ processed | ignored | dead
 *   quarantined                  no connection it belongs to, or no secret to check it with; never processed
 *
 * The row is the delivery as it came: verified, committed, and only then answered.
 */
const ReceiptSchema = defineEntity({
  name: 'Receipt',
  tableName: 'receipt',
  properties: {
    ...organizationScoped,
    connectionId: p.uuid().nullable(),
    subscriptionId: p.uuid().nullable(),
    provider: p.string(),
    deliveryId: p.text(),
    eventType: p.text(),
    verified: p.boolean(),
    /** Only those that carry no secret. */
    headers: p.json<Record<string, string>>(),
    subscription: p.json<ReceiptSubscription>().nullable(),
    /** Sealed (`sealed-body.ts`); null once retention has dropped it. */
    body: p.blob().nullable(),
    /** Bytes as posted. */
    size: p.integer(),
    status: p.string().$type<ReceiptStatus>(),
    attempts: p.integer(),
    replays: p.integer(),
    dueAt: p.datetime().nullable(),
    error: p.text().nullable(),
    receivedAt: p.datetime(),
    occurredAt: p.datetime().nullable(),
    processedAt: p.datetime().nullable(),
  },
});

export class Receipt extends ReceiptSchema.class {}
ReceiptSchema.setClass(Receipt);
