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
    /** For the model's guarded fields; they are left out without it, or once it no longer stands. */
    sensitiveConsentId: p.uuid().nullable(),
    /** Guarded values may be stored: they are erased when the consent for them no longer stands. */
    holdsGuarded: p.boolean(),
    name: p.string(),
    model: p.string().$type<ModelName>(),
    containerId: p.string(),
    containerName: p.string(),
    direction: p.string().$type<Direction>(),
    policy: p.string().$type<ConflictPolicy>(),
    fieldPolicies: p.json<Record<string, ConflictPolicy>>(),
    /** The mapping version that makes the fields; both or none. */
    mappingId: p.uuid().nullable(),
    mappingVersion: p.integer().nullable(),
    /** Which remote objects are taken in, an expression; null: all. */
    filter: p.text().nullable(),
    autoSync: p.boolean(),
    intervalSeconds: p.integer(),
    /** Poll what is quiet less often; `intervalSeconds` is then the fastest. */
    adaptiveInterval: p.boolean(),
    /** Polls in a row that found nothing. */
    quietPolls: p.integer(),
    /** As the last run left it; null: `intervalSeconds`. */
    effectiveIntervalSeconds: p.integer().nullable(),
    nextRunAt: p.datetime().nullable(),
    /** Where the next incremental run begins; null lists everything. */
    cursor: p.text().nullable(),
    /** Something asked for a run while one was under way. */
    runWanted: p.boolean(),
    wantedFull: p.boolean(),
    wantedRetryFailed: p.boolean(),
    wantedReceiptId: p.uuid().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** The standing wish: connection, model, container, direction, policy and schedule. */
export class Sync extends SyncSchema.class {}
SyncSchema.setClass(Sync);
