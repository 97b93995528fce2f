import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

/** One of ten codes for whoever has lost the authenticator; each works once. */
export const RecoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_code',
  properties: {
    ...organizationScoped,
    accountId: p.uuid(),
    hash: p.text().hidden(),
    usedAt: p.datetime().nullable(),
  },
});
export class RecoveryCode extends RecoveryCodeSchema.class {}
RecoveryCodeSchema.setClass(RecoveryCode);
