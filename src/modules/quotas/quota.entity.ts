import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const OrganizationQuotaSchema = defineEntity({
  name: 'OrganizationQuota',
  tableName: 'organization_quota',
  properties: {
    ...organizationScoped,
    connections: p.integer().nullable(),
    syncs: p.integer().nullable(),
    records: p.bigint('number').nullable(),
    updatedAt: p.datetime(),
  },
});

/** How much of the installation an organization may use; null: as much as it likes. */
export class OrganizationQuota extends OrganizationQuotaSchema.class {}
OrganizationQuotaSchema.setClass(OrganizationQuota);
