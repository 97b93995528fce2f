import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Fields, ModelName } from '#unified-models';
import type {
  Accepts,
  Bounces,
  LinkProblem,
  MirrorClash,
  MirrorPolicy,
  MirrorSide,
} from './decisions/index.js';
import type { MirrorHeld } from './engine/index.js';

const MirrorSchema = defineEntity({
  name: 'Mirror',
  tableName: 'mirror',
  properties: {
    ...organizationScoped,
    name: p.string(),
    syncAId: p.uuid().fieldName('sync_a_id'),
    syncBId: p.uuid().fieldName('sync_b_id'),
    model: p.string().$type<ModelName>(),
    policy: p.string().$type<MirrorPolicy>(),
    /** What the mirror may do on each side. */
    acceptsA: p.json<Accepts>(),
    acceptsB: p.json<Accepts>(),
    fields: p.json<readonly string[]>(),
    status: p.string().$type<'active' | 'paused'>(),
    pauseCode: p.string().nullable(),
    pauseDetail: p.string().nullable(),
    pauseRecordId: p.uuid().nullable(),
    /** All that was there when it was made has been taken in. */
    joined: p.boolean(),
    /** Up to where each side’s feed has been read; moves in the transaction that notes what was read. */
    positionA: p.bigint('number'),
    positionB: p.bigint('number'),
    heldA: p.json<MirrorHeld>().nullable(),
    heldB: p.json<MirrorHeld>().nullable(),
    approvedA: p.integer().nullable(),
    approvedB: p.integer().nullable(),
    /** Written, and the sync has not been asked to run yet. */
    untoldA: p.boolean(),
    untoldB: p.boolean(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});

/** Two syncs of one model whose records follow each other. */
export class Mirror extends MirrorSchema.class {}
MirrorSchema.setClass(Mirror);

const MirrorLinkSchema = defineEntity({
  name: 'MirrorLink',
  tableName: 'mirror_link',
  properties: {
    ...organizationScoped,
    mirrorId: p.uuid(),
    recordAId: p.uuid().fieldName('record_a_id').nullable(),
    recordBId: p.uuid().fieldName('record_b_id').nullable(),
    baseA: p.json<Fields>().nullable(),
    baseB: p.json<Fields>().nullable(),
    revisionA: p.integer(),
    revisionB: p.integer(),
    matchKey: p.string().nullable(),
    due: p.boolean(),
    waits: p.string().$type<MirrorSide>().nullable(),
    detached: p.boolean(),
    restore: p.boolean(),
    conflict: p.json<readonly MirrorClash[]>().nullable(),
    conflictAt: p.datetime().nullable(),
    problem: p.json<LinkProblem>().nullable(),
    bounces: p.json<Omit<Bounces, 'since'> & { since: string }>().nullable(),
    deletion: p.json<{ side: MirrorSide; at: string }>().nullable(),
  },
});

/** A record of one side and its counterpart on the other, with what each had when they last agreed. */
export class MirrorLinkRow extends MirrorLinkSchema.class {}
MirrorLinkSchema.setClass(MirrorLinkRow);
