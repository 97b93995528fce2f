import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { ReceiptStatus } from './receipt.entity.js';

const ReceiptReplaySchema = defineEntity({
  name: 'ReceiptReplay',
  tableName: 'receipt_replay',
  properties: {
    ...organizationScoped,
    receivedFrom: p.datetime(),
    receivedTo: p.datetime(),
    connectionId: p.uuid().nullable(),
    status: p.string().$type<ReceiptStatus>().nullable(),
    /** How far it is. */
    afterId: p.uuid().nullable(),
    replayed: p.integer(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().nullable(),
  },
});

/** A range of receipts that is being processed again. */
export class ReceiptReplay extends ReceiptReplaySchema.class {}
ReceiptReplaySchema.setClass(ReceiptReplay);
