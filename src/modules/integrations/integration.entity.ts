import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import { clientColumns } from './client-columns.js';

const IntegrationSchema = defineEntity({
  name: 'Integration',
  tableName: 'integration',
  properties: {
    ...organizationScoped,
    provider: p.string(),
    enabled: p.boolean(),
    /** The organization's own OAuth client; without one the operator's shared client serves. */
    clientId: p.string().nullable(),
    clientSecret: p.blob().nullable(),
    ...clientColumns,
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** An organization's configuration of one provider. */
export class Integration extends IntegrationSchema.class {}
IntegrationSchema.setClass(Integration);
