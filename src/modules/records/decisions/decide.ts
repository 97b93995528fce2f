import type { RemoteChange, RemoteUpsert } from '#provider-sdk';
import { withOwnEntries } from '../merge/entries.js';
import { equalFields } from '../merge/equality.js';
import { ancestorOf, decision, reconcile, type Decision, type DecisionContext } from './reconcile.js';
import { annotate, createFromRemote, isEdited, linkTo, revise, unlinked, type SyncRecord } from './record.js';

export interface DecideContext extends DecisionContext {
  newId(): string;
}

/** The object is gone there but the record lives on: without a link it is created again by the next push. */
export const revive = ({ model }: DecisionContext, record: SyncRecord): Decision =>
  decision('revive', revise(model, record, { ...unlinked }));

/** Gone on both sides: the tombstone has nothing left to tell anybody. */
export const drop = ({ model }: DecisionContext, record: SyncRecord): Decision =>
  decision('drop', revise(model, record, { ...unlinked, deleted: true }));

const decideDelete = (context: DecideContext, record: SyncRecord): Decision => {
  if (record.deleted) return drop(context, record);
  const keeps = context.direction === 'push' || record.conflict !== null || isEdited(context.model, record);
  if (keeps) return revive(context, record);
  if (record.staged && !record.outOfFilter) return decision('skip', null);
  return decision('stage_delete', revise(context.model, record, { staged: true, outOfFilter: undefined }));
};

/** Deleted here. Only an edit made there since the base brings the record back. */
const decideTombstone = (context: DecisionContext, record: SyncRecord, change: RemoteUpsert): Decision => {
  const { model, direction } = context;
  const ancestor = ancestorOf(model, record, change.fields);
  const untouched = ancestor !== null && equalFields(model, ancestor, change.fields);
  const link = { remote: linkTo(change), base: change.fields, unanswered: [] };
  if (untouched || direction === 'push') {
    return decision('skip', annotate(model, record, { ...link, pushError: null }));
  }
  const fields = withOwnEntries(model, change.fields, record.fields);
  const after = revise(model, record, { ...link, fields, deleted: false });
  return decision('undelete', after);
};

/**
 * The filter does not take the object in: the record leaves by the breaker, the provider keeps its object. What was
 * edited here and not yet sent stays until it is; edit beats leaving.
 */
export const decideOutside = (
  context: DecisionContext,
  record: SyncRecord,
  change: RemoteUpsert,
): Decision => {
  const { model } = context;
  if (record.deleted) {
    const ancestor = ancestorOf(model, record, change.fields);
    const untouched = ancestor !== null && equalFields(model, ancestor, change.fields);
    return untouched ? decideTombstone(context, record, change) : drop(context, record);
  }
  if (record.conflict !== null || isEdited(model, record)) return reconcile(context, record, change);
  const fields = withOwnEntries(model, change.fields, record.fields);
  const patch = { remote: linkTo(change), base: change.fields, fields, unanswered: [], staged: true };
  if (record.staged) return decision('skip', annotate(model, record, { ...patch, outOfFilter: true }));
  return decision('out_of_filter', revise(model, record, { ...patch, outOfFilter: true }));
};

const isEcho = (record: SyncRecord, change: RemoteUpsert): boolean =>
  !record.staged && record.remote?.id === change.remoteId && record.remote.version === change.version;

const decideUpsert = (context: DecideContext, record: SyncRecord, change: RemoteUpsert): Decision => {
  if (isEcho(record, change)) return decision('skip', null);
  if (change.outOfFilter && context.direction !== 'push') return decideOutside(context, record, change);
  return record.deleted ? decideTombstone(context, record, change) : reconcile(context, record, change);
};

/**
 * What a change at the provider means. `record` is the one linked to that object, or null. The order of the questions
 * is the rule: do we know it, is it our echo, who deleted, who edited.
 */
export const decide = (context: DecideContext, record: SyncRecord | null, change: RemoteChange): Decision => {
  if (record === null) {
    const isNew = change.kind === 'upsert' && !change.outOfFilter && context.direction !== 'push';
    return isNew ? decision('create', createFromRemote(context.newId(), change)) : decision('skip', null);
  }
  return change.kind === 'delete' ? decideDelete(context, record) : decideUpsert(context, record, change);
};
