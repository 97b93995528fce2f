import type { RemoteChange, RemoteUpsert } from '#provider-sdk';
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
  if (record.staged) return decision('skip', null);
  return decision('stage_delete', revise(context.model, record, { staged: true }));
};

/** Deleted here. Only an edit made there since the base brings the record back. */
const decideTombstone = (context: DecideContext, record: SyncRecord, change: RemoteUpsert): Decision => {
  const { model, direction } = context;
  const ancestor = ancestorOf(model, record, change.fields);
  const untouched = ancestor !== null && equalFields(model, ancestor, change.fields);
  const link = { remote: linkTo(change), base: change.fields, unanswered: [] };
  if (untouched || direction === 'push') {
    return decision('skip', annotate(model, record, { ...link, pushError: null }));
  }
  const after = revise(model, record, { ...link, fields: change.fields, deleted: false });
  return decision('undelete', after);
};

const isEcho = (record: SyncRecord, change: RemoteUpsert): boolean =>
  !record.staged && record.remote?.id === change.remoteId && record.remote.version === change.version;

const decideUpsert = (context: DecideContext, record: SyncRecord, change: RemoteUpsert): Decision => {
  if (isEcho(record, change)) return decision('skip', null);
  return record.deleted ? decideTombstone(context, record, change) : reconcile(context, record, change);
};

/**
 * What a change at the provider means. `record` is the one linked to that object, or null. The order of the questions
 * is the rule: do we know it, is it our echo, who deleted, who edited.
 */
export const decide = (context: DecideContext, record: SyncRecord | null, change: RemoteChange): Decision => {
  if (record === null) {
    const isNew = change.kind === 'upsert' && context.direction !== 'push';
    return isNew ? decision('create', createFromRemote(context.newId(), change)) : decision('skip', null);
  }
  return change.kind === 'delete' ? decideDelete(context, record) : decideUpsert(context, record, change);
};
