import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const CredentialSchema = defineEntity({
  name: 'Credential',
  tableName: 'credential',
  properties: {
    ...organizationScoped,
    connectionId: p.uuid(),
    /** Grows with every new secret; part of what seals it. */
    version: p.integer(),
    secret: p.blob(),
    expiresAt: p.datetime().nullable(),
    refreshable: p.boolean(),
    /** Grows with every lease, so that a refresher that was stopped and continued cannot write any more. */
    leaseFence: p.bigint('string'),
    leaseUntil: p.datetime().nullable(),
    updatedAt: p.datetime(),
  },
});

/** The sealed secret of a connection. */
export class Credential extends CredentialSchema.class {}
CredentialSchema.setClass(Credential);
