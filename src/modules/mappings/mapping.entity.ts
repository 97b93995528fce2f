import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { ModelName } from '#unified-models';
import type { Rule } from './rules.js';

const MappingSchema = defineEntity({
  name: 'Mapping',
  tableName: 'mapping',
  properties: {
    ...organizationScoped,
    name: p.string(),
    provider: p.string(),
    model: p.string().$type<ModelName>(),
    latestVersion: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** How an organization reads and writes one provider's model. What it does is in its versions. */
export class MappingRow extends MappingSchema.class {}
MappingSchema.setClass(MappingRow);

const MappingVersionSchema = defineEntity({
  name: 'MappingVersion',
  tableName: 'mapping_version',
  properties: {
    ...organizationScoped,
    mappingId: p.uuid(),
    version: p.integer(),
    rules: p.json<readonly Rule[]>(),
    /** What was said of it when it was defined. */
    warnings: p.json<readonly string[]>(),
    actorKind: p.string(),
    actorId: p.string(),
    createdAt: p.datetime(),
  },
});

/** Never changed: records name the version that made their fields. */
export class MappingVersion extends MappingVersionSchema.class {}
MappingVersionSchema.setClass(MappingVersion);

export const mappingEntities = [MappingRow, MappingVersion];
