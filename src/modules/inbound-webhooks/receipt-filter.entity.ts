import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const ReceiptFilterSchema = defineEntity({
  name: 'ReceiptFilter',
  tableName: 'receipt_filter',
  properties: {
    ...organizationScoped,
    integrationId: p.uuid().nullable(),
    connectionId: p.uuid().nullable(),
    /** `issues.opened`, or `issues.*` for everything below. */
    eventType: p.text(),
    createdAt: p.datetime(),
  },
});

/** Deliveries of this kind are kept and not acted upon: of one connection, or of all of an integration. */
export class ReceiptFilter extends ReceiptFilterSchema.class {}
ReceiptFilterSchema.setClass(ReceiptFilter);
