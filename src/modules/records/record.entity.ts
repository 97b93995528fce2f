import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Fields, ModelName } from '#unified-models';
import type { PushNote } from './decisions/push-note.js';

const RecordSchema = defineEntity({
  name: 'Record',
  tableName: 'record',
  properties: {
    ...organizationScoped,
    syncId: p.uuid(),
    model: p.string().$type<ModelName>(),
    fields: p.json<Fields>(),
    base: p.json<Fields>().nullable(),
    remoteId: p.string().nullable(),
    remoteVersion: p.string().nullable(),
    remoteData: p.blob().nullable().lazy(),
    remoteModifiedAt: p.datetime().nullable(),
    deleted: p.boolean(),
    staged: p.boolean(),
    /** Staged because the sync’s filter no longer takes it in. */
    outOfFilter: p.boolean(),
    conflict: p.json<object>().nullable(),
    unanswered: p.json<readonly Fields[]>(),
    pushError: p.json<{ code: string; detail: string; runId: string }>().nullable(),
    localChangedAt: p.datetime().nullable(),
    state: p.string().$type<'clean' | 'dirty' | 'conflict' | 'delete_pending'>(),
    revision: p.integer(),
    /** Place in the organization's change feed; grows with every change a reader can see. */
    feedPosition: p.bigint('number'),
    seenListingId: p.uuid().nullable(),
    /** Where it comes from; null in rows older than these columns. */
    createdRunId: p.uuid().nullable(),
    createdActorKind: p.string().nullable(),
    createdActorId: p.string().nullable(),
    createdCursor: p.string().nullable(),
    createdMappingVersion: p.integer().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** One stored instance of a unified model. Written through RecordTransaction only; the rest of the hub reads. */
export class RecordRow extends RecordSchema.class {}
RecordSchema.setClass(RecordRow);

const RecordFeedSchema = defineEntity({
  name: 'RecordFeed',
  tableName: 'record_feed',
  properties: { ...organizationScoped, position: p.bigint('number') },
});
/** The organization's last feed position. Its row lock orders writers, so the feed has no late arrivals. */
export class RecordFeed extends RecordFeedSchema.class {}
RecordFeedSchema.setClass(RecordFeed);

const RecordVersionSchema = defineEntity({
  name: 'RecordVersion',
  tableName: 'record_version',
  properties: {
    ...organizationScoped,
    recordId: p.uuid(),
    revision: p.integer(),
    fields: p.json<Fields>(),
    deleted: p.boolean(),
    cause: p.string(),
    superseded: p.json<readonly object[]>(),
    runId: p.uuid().nullable(),
    undoId: p.uuid().nullable(),
    cursor: p.string().nullable(),
    mappingVersion: p.integer().nullable(),
    actorKind: p.string(),
    actorId: p.string(),
    replacedAt: p.datetime(),
  },
});
/** A version that a change replaced, and what replaced it. */
export class RecordVersion extends RecordVersionSchema.class {}
RecordVersionSchema.setClass(RecordVersion);

const RecordPushSchema = defineEntity({
  name: 'RecordPush',
  tableName: 'record_push',
  properties: {
    ...organizationScoped,
    recordId: p.uuid(),
    runId: p.uuid(),
    revision: p.integer(),
    kind: p.string().$type<PushNote['kind']>(),
    outcome: p.string().$type<PushNote['outcome']>(),
    changed: p.json<readonly string[]>(),
    overwrote: p.json<Fields>().nullable(),
    remoteId: p.string().nullable(),
    code: p.string().nullable(),
    detail: p.string().nullable(),
    pushedAt: p.datetime(),
  },
});
/** A version that was sent to the provider, and the answer. */
export class RecordPush extends RecordPushSchema.class {}
RecordPushSchema.setClass(RecordPush);

const ConflictSchema = defineEntity({
  name: 'Conflict',
  tableName: 'record_conflict',
  properties: {
    ...organizationScoped,
    syncId: p.uuid(),
    recordId: p.uuid(),
    /** `resolved` by a person; `closed` by itself, when nothing clashed any more. */
    status: p.string().$type<'open' | 'resolved' | 'closed'>(),
    fields: p.json<readonly object[]>(),
    base: p.json<Fields>().nullable(),
    local: p.json<Fields>(),
    remote: p.json<Fields>(),
    resolution: p.json<object>().nullable(),
    openedAt: p.datetime(),
    updatedAt: p.datetime(),
    settledAt: p.datetime().nullable(),
  },
});
/** Both sides changed the same thing since the base. */
export class Conflict extends ConflictSchema.class {}
ConflictSchema.setClass(Conflict);
