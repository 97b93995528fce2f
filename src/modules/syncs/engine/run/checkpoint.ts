import type { DecisionKind } from '#records';
import type { DeletionFlow, Held } from './breaker.js';

/**
 * `pull` → `absent` (only after a complete listing) → `apply` → `push` → `done`. A run that is taken up again goes on
 * in the phase and at the position of its checkpoint.
 */
export type RunPhase = 'pull' | 'absent' | 'apply' | 'push' | 'done';

export interface RunCounts {
  readonly pulledCreated: number;
  readonly pulledUpdated: number;
  readonly pulledDeleted: number;
  readonly pulledUnchanged: number;
  readonly pushedCreated: number;
  readonly pushedUpdated: number;
  readonly pushedDeleted: number;
  /** Conflicts opened or refreshed. */
  readonly conflicts: number;
  /** Records that the provider refused for good. */
  readonly failed: number;
  /** Expressions of the mapping or the filter that failed on an object. */
  readonly warnings: number;
}

/** Everything a run needs to go on after a crash. Plain JSON, saved in the transaction of the work it speaks of. */
export interface Checkpoint {
  readonly phase: RunPhase;
  /** Where the pull goes on; in the later phases the beginning of the next incremental pull. */
  readonly cursor: string | null;
  /** Identifies the listing under way: objects seen carry it, so that absence can be told. Null when incremental. */
  readonly listingId: string | null;
  /** The cursor had expired and the run began anew as a listing; that happens once. */
  readonly relisted: boolean;
  /** Id of the last record dealt with in `absent` and `push`. */
  readonly after: string | null;
  /** The push phase ends at this record id: what is created here later waits for the next run. */
  readonly upTo: string | null;
  /** How many deletions a person agreed to. */
  readonly approved: Readonly<Record<DeletionFlow, number | null>>;
  readonly expected: number | null;
  readonly counts: RunCounts;
}

const noCounts: RunCounts = {
  pulledCreated: 0,
  pulledUpdated: 0,
  pulledDeleted: 0,
  pulledUnchanged: 0,
  pushedCreated: 0,
  pushedUpdated: 0,
  pushedDeleted: 0,
  conflicts: 0,
  failed: 0,
  warnings: 0,
};

/** How many objects a run has dealt with. */
export const doneOf = (counts: RunCounts): number =>
  Object.values({ ...counts, warnings: 0 }).reduce((sum, count) => sum + count, 0);

/** A run begins at the cursor that the last one left; null lists everything. */
export const startCheckpoint = (cursor: string | null): Checkpoint => ({
  phase: 'pull',
  cursor,
  listingId: null,
  relisted: false,
  after: null,
  upTo: null,
  approved: { incoming: null, outgoing: null },
  expected: null,
  counts: noCounts,
});

/**
 * Where the next run of the sync begins, whatever became of this one. An unfinished listing leaves no cursor: what it
 * had not compared yet would never be found absent.
 */
export const nextCursor = ({ phase, listingId, cursor }: Checkpoint): string | null =>
  (phase === 'pull' || phase === 'absent') && listingId !== null ? null : cursor;

/** A person agreed to the deletions a run was held for. */
export const approveHeld = (checkpoint: Checkpoint, held: Held): Checkpoint => ({
  ...checkpoint,
  approved: { ...checkpoint.approved, [held.flow]: held.deletions },
});

export const addCounts = (checkpoint: Checkpoint, more: Partial<RunCounts>): Checkpoint => {
  const names = Object.keys(more) as (keyof RunCounts)[];
  const sums = names.map((name): [string, number] => [
    name,
    (checkpoint.counts[name] ?? 0) + (more[name] ?? 0),
  ]);
  return {
    ...checkpoint,
    counts: Object.fromEntries([...Object.entries(checkpoint.counts), ...sums]) as RunCounts,
  };
};

const countedAs: Record<DecisionKind, keyof RunCounts | null> = {
  skip: 'pulledUnchanged',
  create: 'pulledCreated',
  apply: 'pulledUpdated',
  converge: 'pulledUpdated',
  merged: 'pulledUpdated',
  undelete: 'pulledUpdated',
  conflict: 'conflicts',
  // A staged deletion counts when it is applied; the others end or undo a deletion.
  stage_delete: null,
  out_of_filter: null,
  revive: null,
  drop: null,
  pushed: null,
};

export const countsOf = (kinds: readonly DecisionKind[]): Partial<RunCounts> => {
  const counts: Partial<Record<keyof RunCounts, number>> = {};
  for (const name of kinds.map(kind => countedAs[kind])) {
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};
