import type { RemoteUpsert } from '#provider-sdk';
import type { Fields } from '#unified-models';
import { withOwnEntries } from '../merge/entries.js';
import { drop } from './decide.js';
import { decision, reconcile, type Decision, type DecisionContext } from './reconcile.js';
import { revise, unlinked, type SyncRecord } from './record.js';

/** The provider's half of an open conflict, as the change that would bring it. */
export const remoteHalf = (record: SyncRecord): RemoteUpsert | null => {
  const { remote, conflict } = record;
  if (remote === null || conflict === null) return null;
  const { id, ...version } = remote;
  return { kind: 'upsert', remoteId: id, ...version, fields: conflict.remote };
};

/**
 * A caller of the API writes a record. Writing a tombstone brings it back; writing a record whose deletion waits at
 * the breaker revives it; writing one in conflict refreshes its local half, which may close the conflict.
 */
export const editLocally = (
  context: DecisionContext,
  record: SyncRecord,
  fields: Fields,
  at: Date,
): Decision => {
  const edit = { fields, deleted: false, localChangedAt: at };
  const back = record.outOfFilter ? { staged: false, outOfFilter: undefined } : {};
  if (record.staged && !record.outOfFilter)
    return decision('revive', revise(context.model, record, { ...unlinked, ...edit }));
  const edited = revise(context.model, record, { ...edit, ...back });
  const half = remoteHalf(edited);
  if (half === null) return decision('merged', edited);
  const settled = reconcile(context, edited, half);
  return { ...settled, after: settled.after && { ...settled.after, revision: edited.revision } };
};

/**
 * A caller of the API deletes a record. What is deleted on both sides is done with. In a conflict the provider's side
 * holds an edit, and edit beats delete: the conflict closes with the provider's version instead of a deletion.
 */
export const deleteLocally = (context: DecisionContext, record: SyncRecord, at: Date): Decision => {
  const { model } = context;
  if (record.staged && !record.outOfFilter) return drop(context, record);
  const half = remoteHalf(record);
  if (half !== null && context.direction !== 'push') {
    const fields = withOwnEntries(model, half.fields, record.fields);
    const patch = { fields, base: half.fields, conflict: null, localChangedAt: at };
    return decision('undelete', revise(model, record, patch));
  }
  return decision(
    'merged',
    revise(model, record, { deleted: true, staged: false, conflict: null, localChangedAt: at }),
  );
};
