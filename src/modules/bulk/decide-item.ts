import { isDeepStrictEqual } from 'node:util';
import { conflict, invalid, notFound } from '#kernel';
import {
  changedFields,
  completeFields,
  createLocally,
  deleteLocally,
  editLocally,
  type Mutation,
  type SyncContext,
  type SyncRecord,
} from '#records';
import type { Fields } from '#unified-models';
import type { BulkItem } from './bulk.dto.js';

/** The fields that the item brings; null where it brings none. */
export const givenBy = (item: BulkItem): Fields | null => {
  if (item.action === 'complete') return { status: 'done' };
  return item.action === 'delete' ? null : item.fields;
};

/** An item against its record: decided like a single call. Null when there is nothing to do. Throws what refuses it. */
export const decideItem = (
  context: SyncContext,
  item: BulkItem,
  { record, id }: { readonly record: SyncRecord | undefined; readonly id: string },
  now: Date,
): Mutation | null => {
  if (item.action === 'create') {
    const after = createLocally(id, completeFields(context.model, item.fields), now);
    return { before: null, after, cause: 'create', superseded: [] };
  }
  if (record === undefined || record.deleted) throw notFound('record');
  requireRevision(record, item.revision);
  const decided =
    item.action === 'delete'
      ? deleteLocally(context.decisions, record, now)
      : change(context, item, record, now);
  if (!decided?.after) return null;
  const { after, kind: cause, superseded } = decided;
  return { before: record, after, cause, superseded };
};

const change = (
  context: SyncContext,
  item: Extract<BulkItem, { action: 'change' | 'complete' }>,
  record: SyncRecord,
  now: Date,
) => {
  const { model, decisions } = context;
  if (item.action === 'complete' && model.name !== 'task')
    throw invalid('action', `only a task can be completed, and this is a ${model.name}`);
  const fields = changedFields(model, record.fields, givenBy(item) ?? {});
  // A record that waits for a decision is written all the same: the edit may be the decision.
  const isSettled = record.conflict === null && !record.staged;
  if (isSettled && isDeepStrictEqual(fields, record.fields)) return null;
  return editLocally(decisions, record, fields, now);
};

const requireRevision = (record: SyncRecord, revision: number | undefined): void => {
  if (revision === undefined || record.revision === revision) return;
  throw conflict('revision_outdated', 'The record was changed meanwhile. Read it again, then decide.', {
    currentRevision: record.revision,
  });
};
