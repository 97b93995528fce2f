import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { UndoAction } from './decisions/index.js';

/*
 *   queued ─► running ─► succeeded
 *
 * An undo is never given up: a record that cannot be brought back is refused with its reason, and the work goes on.
 */
export type UndoStatus = 'queued' | 'running' | 'succeeded';

/** `unneeded`: there was nothing (left) to take back. */
export type UndoItemStatus = 'pending' | 'undone' | 'partly' | 'refused' | 'unneeded';

const UndoSchema = defineEntity({
  name: 'Undo',
  tableName: 'undo',
  properties: {
    ...organizationScoped,
    syncId: p.uuid(),
    /** What is undone: a run, or an earlier undo. */
    runId: p.uuid().nullable(),
    ofUndoId: p.uuid().nullable(),
    /** Only finds out what it would do. */
    dryRun: p.boolean(),
    status: p.string().$type<UndoStatus>(),
    /** The undo that took this one back. */
    undoneBy: p.uuid().nullable(),
    actorKind: p.string(),
    actorId: p.string(),
    createdAt: p.datetime(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
});

/** The taking back of a run. */
export class Undo extends UndoSchema.class {}
UndoSchema.setClass(Undo);

const UndoItemSchema = defineEntity({
  name: 'UndoItem',
  tableName: 'undo_item',
  properties: {
    ...organizationScoped,
    undoId: p.uuid(),
    recordId: p.uuid(),
    status: p.string().$type<UndoItemStatus>(),
    action: p.string().$type<UndoAction>().nullable(),
    /** Names of the fields that got an earlier value. */
    fields: p.json<readonly string[]>(),
    code: p.string().nullable(),
    detail: p.string().nullable(),
  },
});

/** What an undo means for one record. */
export class UndoItem extends UndoItemSchema.class {}
UndoItemSchema.setClass(UndoItem);
