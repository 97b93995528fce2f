import { defineEntity, p } from '@mikro-orm/core';

const ProviderClientSchema = defineEntity({
  name: 'ProviderClient',
  tableName: 'provider_client',
  properties: {
    provider: p.string().primary(),
    /** Binds the sealed secret to this row; replaced with the secret. */
    id: p.uuid(),
    clientId: p.string(),
    clientSecret: p.blob(),
    updatedAt: p.datetime(),
  },
});

/** The operator's OAuth client at a vendor, shared by organizations that bring none of their own. */
export class ProviderClient extends ProviderClientSchema.class {}
ProviderClientSchema.setClass(ProviderClient);
