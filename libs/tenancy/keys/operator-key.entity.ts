import { defineEntity, p } from '@mikro-orm/core';

/** A key of whoever runs the installation; belongs to no organization. */
export const OperatorKeySchema = defineEntity({
  name: 'OperatorKey',
  tableName: 'operator_key',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    prefix: p.text(),
    hash: p.text().hidden(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    successorId: p.uuid().nullable(),
  },
});
export class OperatorKey extends OperatorKeySchema.class {}
OperatorKeySchema.setClass(OperatorKey);
