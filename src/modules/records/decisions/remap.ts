import type { RemoteUpsert } from '#provider-sdk';
import type { Fields } from '#unified-models';
import { withOwnEntries } from '../merge/entries.js';
import { deepEqual } from '../merge/equality.js';
import { decideOutside } from './decide.js';
import { decision, reconcile, type Decision, type DecisionContext } from './reconcile.js';
import { annotate, revise, type RemoteLink, type SyncRecord } from './record.js';

/** The object as it is stored, read anew. */
export interface Reread {
  readonly fields: Fields;
  /** The payload, with whatever is kept beside it. */
  readonly data: string;
  readonly outOfFilter: boolean;
}

type Linked = SyncRecord & { readonly remote: RemoteLink; readonly base: Fields };

const isLinked = (record: SyncRecord): record is Linked => record.remote !== null && record.base !== null;

const upsertOf = ({ remote }: Linked, { fields, data, outOfFilter }: Reread): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: remote.id,
  version: remote.version,
  fields,
  data,
  // Earlier than any edit here: what waits to be sent stays.
  modifiedAt: new Date(0),
  ...(outOfFilter ? { outOfFilter: true as const } : {}),
});

/** Only our reading of the object changed, so an edit that waits here wins wherever the two meet. */
const editWins = ({ model }: DecisionContext): DecisionContext => ({
  model,
  direction: 'two_way',
  policyFor: () => 'latest',
});

const reread = (context: DecisionContext, record: Linked, again: Reread): Decision => {
  const { model, direction } = context;
  const change = upsertOf(record, again);
  const remote = { ...record.remote, data: again.data };
  const told = { remote, base: again.fields };
  if (record.deleted) return decision('skip', annotate(model, record, told));
  if (again.outOfFilter && direction !== 'push') return decideOutside(context, record, change);
  if (record.staged && !record.outOfFilter) {
    const fields = withOwnEntries(model, again.fields, record.fields);
    return decision('skip', revise(model, record, { ...told, fields }));
  }
  return reconcile(record.conflict === null ? editWins(context) : context, record, change);
};

/**
 * The same object under another mapping or filter. Fields and base move together, so nothing of it is pushed; what was
 * edited here stays an edit.
 */
export const remap = (context: DecisionContext, record: SyncRecord, again: Reread): Decision => {
  if (!isLinked(record)) return decision('skip', null);
  const isSame =
    deepEqual(record.base, again.fields) &&
    record.remote.data === again.data &&
    (record.outOfFilter ?? false) === again.outOfFilter;
  if (isSame) return decision('skip', null);
  const { after, kind, superseded } = reread(context, record, again);
  if (after?.remote == null) return decision(kind, after, superseded);
  const { modifiedAt } = record.remote;
  const kept = { remote: { ...after.remote, modifiedAt }, unanswered: record.unanswered };
  return decision(kind, { ...after, ...kept }, superseded);
};
