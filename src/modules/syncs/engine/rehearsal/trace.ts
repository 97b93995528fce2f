import type { RecordState, SyncRecord } from '#records';

/** What a rehearsal keeps of a record that it changed: no content, so that a million of them fit. */
export interface Trace {
  readonly state: RecordState;
  readonly deleted: boolean;
  readonly outOfFilter?: true | undefined;
  /** The version of its object; null when it lost its link. */
  readonly version: string | null;
  /** Only read anew: its content is what the source says, which reads anew too. */
  readonly reread?: true;
}

/** A version cut out of an answer would keep the whole answer in memory. */
export const copyOf = (text: string): string => Buffer.from(text).toString();

export const traceOf = ({ state, deleted, outOfFilter, remote }: SyncRecord): Trace => ({
  state,
  deleted,
  outOfFilter,
  version: remote === null ? null : copyOf(remote.version),
});

const rehearsedPrefix = 'rehearsed:';
/** Of an object that a rehearsal would have created. */
export const rehearsedId = (recordId: string): string => `${rehearsedPrefix}${recordId}`;
export const isRehearsed = (remoteId: string): boolean => remoteId.startsWith(rehearsedPrefix);

/**
 * The record as the rehearsal left it, but for its content, which is the stored one. Every decision after the pull asks
 * for the state, the link and the tombstone alone; within a pull, an object that comes twice in the same version is
 * recognised by it.
 */
export const asTraced = (stored: SyncRecord, { state, deleted, outOfFilter, version }: Trace): SyncRecord => {
  const remote = stored.remote ?? { id: rehearsedId(stored.id), version: '', data: '', modifiedAt: null };
  const conflict = stored.conflict ?? { remote: stored.fields, fields: [] };
  return {
    ...stored,
    state,
    deleted,
    remote: version === null ? null : { ...remote, version },
    base: state !== 'dirty' ? stored.fields : version === null ? stored.base : null,
    staged: state === 'delete_pending',
    outOfFilter,
    conflict: state === 'conflict' ? conflict : null,
    unanswered: [],
    pushError: null,
  };
};

const madePrefix = 'made:';
export const madeId = (remoteId: string): string => `${madePrefix}${remoteId}`;
export const isMade = (id: string): boolean => id.startsWith(madePrefix);

/** A record that the rehearsal made for an object, without its content. */
export const madeRecord = (id: string, version: string): SyncRecord => ({
  id,
  remote: { id: id.slice(madePrefix.length), version, data: '', modifiedAt: null },
  fields: {},
  base: {},
  deleted: false,
  staged: false,
  conflict: null,
  unanswered: [],
  pushError: null,
  localChangedAt: null,
  state: 'clean',
  revision: 1,
});
