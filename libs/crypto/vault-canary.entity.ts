import { defineEntity, p } from '@mikro-orm/core';

const VaultCanarySchema = defineEntity({
  name: 'VaultCanary',
  tableName: 'vault_check',
  properties: {
    id: p.uuid().primary(),
    keyId: p.uuid(),
    canary: p.blob(),
    createdAt: p.datetime(),
  },
});

/** A known text sealed by the key-encryption key of this database. One row, for the check at start. */
export class VaultCanary extends VaultCanarySchema.class {}
VaultCanarySchema.setClass(VaultCanary);

export { VaultCanarySchema };
