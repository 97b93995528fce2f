import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const DataKeySchema = defineEntity({
  name: 'DataKey',
  tableName: 'data_key',
  properties: {
    ...organizationScoped,
    version: p.integer(),
    /** The key-encryption key that wraps it. */
    keyId: p.uuid(),
    wrappedKey: p.blob(),
    createdAt: p.datetime(),
  },
});

/** An organization's data key, wrapped. The highest version seals; each opens what it sealed; deleting one shreds that. */
export class DataKey extends DataKeySchema.class {}
DataKeySchema.setClass(DataKey);

export { DataKeySchema };
