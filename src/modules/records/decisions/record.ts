import type { RemoteUpsert } from '#provider-sdk';
import type { Fields, ModelDefinition } from '#unified-models';
import { fieldsToTell } from '../merge/entries.js';
import type { FieldConflict } from '../merge/merge.js';

/**
 * The life of a record.
 *
 * - `clean`: nothing to tell the provider. Either both sides hold the same fields, or the record is a tombstone and
 *   the provider has no such object (any more).
 * - `dirty`: the provider is to be told: the record was never there (`base` null), its fields differ from `base`, or
 *   it is a tombstone whose object still exists.
 * - `conflict`: both sides changed the same thing and the policy leaves it to a person. Neither side is written until
 *   it is resolved; each side's later edits only refresh their half. When nothing clashes any more, by whoever's edit,
 *   the conflict closes by itself.
 * - `delete_pending`: the provider deleted it and we did not touch it. It stays readable until the delete breaker has
 *   let the run pass. A local edit, or the object's return, takes it back out.
 *
 * Edit beats delete, on both sides: a local edit outlives a remote deletion (`revive`: the link is dropped and the
 * record is created again) and a remote edit outlives a local deletion (`undelete`).
 *
 * `state` follows from the other members and is kept only so that a store can index it: `revise` is the one place
 * that computes it.
 */
export type RecordState = 'clean' | 'dirty' | 'conflict' | 'delete_pending';

/** The object at the provider that a record stands for, as we last saw it. */
export interface RemoteLink {
  readonly id: string;
  readonly version: string;
  readonly data: string;
  readonly modifiedAt: Date | null;
}

/** The local half of a conflict is the record's `fields`, their common ancestor its `base`. */
export interface OpenConflict {
  readonly remote: Fields;
  readonly fields: readonly FieldConflict[];
}

/** Why the last push of this very version failed for good; any further change of the record clears it. */
export interface PushError {
  readonly code: string;
  readonly detail: string;
  readonly runId: string;
}

export interface SyncRecord {
  readonly id: string;
  readonly remote: RemoteLink | null;
  readonly fields: Fields;
  /** The last version both sides agreed on, also when the object is gone since; null when the provider never had it. */
  readonly base: Fields | null;
  /** Local tombstone. */
  readonly deleted: boolean;
  /** The provider deleted it and the breaker has not passed yet. */
  readonly staged: boolean;
  /** It is staged because the sync’s filter no longer takes it in, not because it is gone. */
  readonly outOfFilter?: true | undefined;
  readonly conflict: OpenConflict | null;
  /**
   * Versions handed to the provider whose answer never came, oldest first. The provider may have them. A field found
   * there with such a value is our own echo and not somebody's edit.
   */
  readonly unanswered: readonly Fields[];
  readonly pushError: PushError | null;
  readonly localChangedAt: Date | null;
  readonly state: RecordState;
  /** Moves with everything a reader can see; never for mere bookkeeping with the provider. */
  readonly revision: number;
}

export type RecordPatch = Partial<Omit<SyncRecord, 'id' | 'state' | 'revision'>>;

const stateOf = (model: ModelDefinition, record: Omit<SyncRecord, 'state'>): RecordState => {
  if (record.conflict !== null) return 'conflict';
  if (record.staged) return 'delete_pending';
  if (record.deleted) return record.remote !== null || record.unanswered.length > 0 ? 'dirty' : 'clean';
  if (record.remote === null || record.base === null) return 'dirty';
  return fieldsToTell(model, record.fields, record.base).length === 0 ? 'clean' : 'dirty';
};

/** The next revision of a record. */
export const revise = (model: ModelDefinition, record: SyncRecord, patch: RecordPatch): SyncRecord => {
  const next = { pushError: null, ...patch };
  const revised = { ...record, ...next, revision: record.revision + 1 };
  return { ...revised, state: stateOf(model, revised) };
};

/** Bookkeeping that no reader sees: the revision stays. */
export const annotate = (model: ModelDefinition, record: SyncRecord, patch: RecordPatch): SyncRecord => {
  const annotated = { ...record, ...patch };
  return { ...annotated, state: stateOf(model, annotated) };
};

const unborn = {
  remote: null,
  base: null,
  deleted: false,
  staged: false,
  conflict: null,
  unanswered: [],
  pushError: null,
  localChangedAt: null,
  revision: 1,
} as const;

/** A record that the API just created: dirty until the provider has it. */
export const createLocally = (id: string, fields: Fields, at: Date): SyncRecord => ({
  ...unborn,
  id,
  fields,
  localChangedAt: at,
  state: 'dirty',
});

/** A record for an object first seen at the provider. */
export const createFromRemote = (id: string, change: RemoteUpsert): SyncRecord => ({
  ...unborn,
  id,
  fields: change.fields,
  base: change.fields,
  remote: linkTo(change),
  state: 'clean',
});

export const linkTo = ({ remoteId, version, data, modifiedAt }: RemoteUpsert): RemoteLink => ({
  id: remoteId,
  version,
  data,
  modifiedAt,
});

/**
 * What is left of the link when the object is gone. The base stays: the same object may come back, out of a bin or
 * another container, older than what is edited here meanwhile.
 */
export const unlinked = {
  remote: null,
  unanswered: [],
  staged: false,
  outOfFilter: undefined,
  conflict: null,
} as const;

/** The local side holds something that the base does not. */
export const isEdited = (model: ModelDefinition, record: SyncRecord): boolean =>
  !record.deleted && (record.base === null || fieldsToTell(model, record.fields, record.base).length > 0);
