import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { ConflictPolicy, Direction } from '#records';
import type { ModelName } from '#unified-models';

const SyncSchema = defineEntity({
  name: 'Sync',
  tableName: 'sync',
  properties: {
    ...organizationScoped,
    connectionId: p.uuid(),
    /** The consent it stands on; withdrawn, the sync refuses to run. */
    consentId: p.uuid(),
    name: p.string(),
    model: p.string().$type<ModelName>(),
    containerId: p.string(),
    containerName: p.string(),
    direction: p.string().$type<Direction>(),
    policy: p.string().$type<ConflictPolicy>(),
    fieldPolicies: p.json<Record<string, ConflictPolicy>>(),
    autoSync: p.boolean(),
    intervalSeconds: p.integer(),
    nextRunAt: p.datetime().nullable(),
    /** Where the next incremental run begins; null lists everything. */
    cursor: p.text().nullable(),
    /** Something asked for a run while one was under way. */
    runWanted: p.boolean(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** The standing wish: connection, model, container, direction, policy and schedule. */
export class Sync extends SyncSchema.class {}
SyncSchema.setClass(Sync);
