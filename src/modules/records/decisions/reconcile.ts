import type { RemoteUpsert } from '#provider-sdk';
import type { Fields, ModelDefinition } from '#unified-models';
import { differingFields, equalField, equalFields } from '../merge/equality.js';
import { fieldsToTell } from '../merge/entries.js';
import { mergeFields, type MergeSides, type Superseded } from '../merge/merge.js';
import type { ConflictPolicy, Direction, MergePolicy } from '../merge/policy.js';
import { annotate, linkTo, revise, type RecordPatch, type SyncRecord } from './record.js';

export interface DecisionContext {
  readonly model: ModelDefinition;
  readonly direction: Direction;
  policyFor(field: string): ConflictPolicy;
}

/**
 * What a change means for a record.
 *
 * - `skip`: our own echo, or nothing new in it. `after` is set when only the version moved.
 * - `create`: unknown so far · `apply`: only the provider changed · `converge`: both made the same edit.
 * - `merged`: both changed, and the record now holds something the provider does not: it is dirty.
 * - `pushed`: the provider took our version.
 * - `conflict`: opened or refreshed · `stage_delete`: deleted there, untouched here: waits for the breaker.
 * - `out_of_filter`: there, but not to be taken in: leaves the hub like a deletion, and the provider keeps it.
 * - `revive`: deleted there, edited here · `undelete`: deleted here, edited there · `drop`: deleted on both sides.
 */
export type DecisionKind =
  | 'skip'
  | 'create'
  | 'apply'
  | 'converge'
  | 'merged'
  | 'pushed'
  | 'conflict'
  | 'stage_delete'
  | 'revive'
  | 'undelete'
  | 'out_of_filter'
  | 'drop';

export interface Decision {
  readonly kind: DecisionKind;
  /** The record from now on; null when nothing is to be written. */
  readonly after: SyncRecord | null;
  readonly superseded: readonly Superseded[];
}

export const decision = (
  kind: DecisionKind,
  after: SyncRecord | null,
  superseded: readonly Superseded[] = [],
): Decision => ({ kind, after, superseded });

/**
 * The base to merge against. Where the provider holds a value that we sent without hearing back, that value is the
 * last one both sides agreed on, for the local side has moved on from it. An object created by an unanswered push
 * began as the first of the sent versions, or as a later one, which the same rule then finds field by field.
 */
export const ancestorOf = (
  model: ModelDefinition,
  { base, unanswered }: Pick<SyncRecord, 'base' | 'unanswered'>,
  remote: Fields,
): Fields | null => {
  const start = base ?? unanswered[0] ?? null;
  if (start === null || unanswered.length === 0) return start;
  const echoed = differingFields(model, start, remote).filter(field =>
    unanswered.some(sent => equalField(model.merge[field], sent[field], remote[field])),
  );
  return { ...start, ...Object.fromEntries(echoed.map(field => [field, remote[field]])) };
};

export const policyOf = (
  context: DecisionContext,
  record: SyncRecord,
  remote: RemoteUpsert,
): MergePolicy => ({
  policyFor: field => (context.direction === 'pull' ? 'source' : context.policyFor(field)),
  localAt: record.localChangedAt,
  remoteAt: remote.modifiedAt,
});

/** A reader notices other fields, a link where there was none, and the end of a conflict or of staging. */
const isVisible = (model: ModelDefinition, record: SyncRecord, fields: Fields): boolean =>
  record.conflict !== null ||
  record.staged ||
  record.remote === null ||
  record.base === null ||
  !equalFields(model, record.fields, fields);

/** Notes what the provider has; the revision moves only if a reader notices. */
export const settle = (
  model: ModelDefinition,
  record: SyncRecord,
  patch: RecordPatch & { fields: Fields },
): SyncRecord =>
  isVisible(model, record, patch.fields)
    ? revise(model, record, patch)
    : annotate(model, record, { ...patch, fields: record.fields, pushError: null });

/** The hub is the authority: what the provider changed is noted as base, and thereby overwritten by the next push. */
const reassert = (context: DecisionContext, record: SyncRecord, remote: RemoteUpsert): Decision => {
  const { model } = context;
  const { fields: local } = record;
  const ancestor = ancestorOf(model, record, remote.fields);
  const overwritten = fieldsToTell(model, local, remote.fields).filter(
    field => ancestor === null || !equalField(model.merge[field], ancestor[field], remote.fields[field]),
  );
  const superseded = overwritten.map(field => {
    return {
      field,
      winner: 'local',
      by: 'direction',
      local: local[field],
      remote: remote.fields[field],
    } as const;
  });
  const after = settle(model, record, { ...linked(remote), fields: local, base: remote.fields });
  return decision(overwritten.length > 0 ? 'merged' : 'skip', after, superseded);
};

const linked = (remote: RemoteUpsert) =>
  ({
    remote: linkTo(remote),
    unanswered: [],
    staged: false,
    outOfFilter: undefined,
    conflict: null,
  }) as const;

const kindOf = (model: ModelDefinition, sides: MergeSides, merged: Fields): DecisionKind => {
  if (sides.base !== null && equalFields(model, sides.base, sides.remote)) return 'skip';
  if (fieldsToTell(model, sides.local, sides.remote).length === 0) return 'converge';
  return fieldsToTell(model, merged, sides.remote).length === 0 ? 'apply' : 'merged';
};

/** Brings a living record and a version of its object together. */
export const reconcile = (context: DecisionContext, record: SyncRecord, remote: RemoteUpsert): Decision => {
  if (context.direction === 'push') return reassert(context, record, remote);
  const { model } = context;
  const sides = {
    base: ancestorOf(model, record, remote.fields),
    local: record.fields,
    remote: remote.fields,
  };
  const { merged, conflicts, superseded } = mergeFields(model, sides, policyOf(context, record, remote));
  if (conflicts.length > 0) {
    const conflict = { remote: remote.fields, fields: conflicts };
    const after = revise(model, record, { ...linked(remote), base: sides.base, conflict });
    // Nothing is decided yet, so nothing is superseded either.
    return decision('conflict', after);
  }
  const after = settle(model, record, { ...linked(remote), fields: merged, base: remote.fields });
  return decision(record.staged ? 'apply' : kindOf(model, sides, merged), after, superseded);
};
