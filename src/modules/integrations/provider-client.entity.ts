import { defineEntity, p } from '@mikro-orm/core';
import { clientColumns } from './client-columns.js';

const ProviderClientSchema = defineEntity({
  name: 'ProviderClient',
  tableName: 'provider_client',
  properties: {
    provider: p.string().primary(),
    /** Binds the sealed secrets to this row. */
    id: p.uuid(),
    clientId: p.string(),
    clientSecret: p.blob(),
    ...clientColumns,
    updatedAt: p.datetime(),
  },
});

/** The operator's OAuth client at a vendor, shared by organizations that bring none of their own. */
export class ProviderClient extends ProviderClientSchema.class {}
ProviderClientSchema.setClass(ProviderClient);
