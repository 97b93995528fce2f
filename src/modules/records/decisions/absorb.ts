import { mergeFields } from '../merge/merge.js';
import { drop } from './decide.js';
import { decision, type Decision, type DecisionContext } from './reconcile.js';
import { isEdited, revise, type SyncRecord } from './record.js';

const latest = (left: Date | null, right: Date | null): Date | null =>
  left === null || (right !== null && right > left) ? right : left;

/**
 * One object, two records: a creation took effect, its answer was lost, and a later run met the object as if it were
 * somebody else's. When the repeated creation names that object, the twin gives it up and its own edits move over,
 * the later side's where they clash. An edit of either outlives a deletion of the other; deleting only the twin was
 * tidying up and leaves the original.
 */
export const absorbTwin = (
  context: DecisionContext,
  record: SyncRecord,
  twin: SyncRecord,
): { readonly twin: Decision; readonly record: Decision } => {
  const { model } = context;
  const dropped = drop(context, twin);
  if (!isEdited(model, twin)) return { twin: dropped, record: decision('skip', record) };
  const localChangedAt = latest(record.localChangedAt, twin.localChangedAt);
  if (record.deleted) {
    const after = revise(model, record, { fields: twin.fields, deleted: false, localChangedAt });
    return { twin: dropped, record: decision('undelete', after) };
  }
  const sides = { base: twin.base, local: record.fields, remote: twin.fields };
  const times = { localAt: record.localChangedAt, remoteAt: twin.localChangedAt };
  const { merged, superseded } = mergeFields(model, sides, { policyFor: () => 'merge', ...times });
  const after = revise(model, record, { fields: merged, localChangedAt });
  return { twin: dropped, record: decision('merged', after, superseded) };
};
