import type { Side } from './policy.js';
import { deepEqual } from './equality.js';
import type { Entries } from './entries.js';
import { conflictOf, type MemberConflict } from './merge-keyed.js';

export interface EntriesMerge {
  readonly value: Entries;
  readonly conflicts: readonly MemberConflict[];
}

export interface EntriesSides {
  /** Null when both came about independently. */
  readonly base: Entries | null;
  readonly local: Entries;
  readonly remote: Entries;
}

/**
 * Merges objects name by name. A name that the provider does not mention is the hub's own and stays as it is here, so
 * nothing is ever deleted by leaving it out; the provider deletes by saying null.
 */
export const mergeEntries = ({ base, local, remote }: EntriesSides, winner: Side): EntriesMerge => {
  const merged: Record<string, unknown> = { ...local };
  const conflicts: MemberConflict[] = [];
  for (const [name, theirs] of Object.entries(remote)) {
    const ours = local[name];
    const before = base?.[name];
    if (deepEqual(ours, theirs) || (base !== null && deepEqual(theirs, before))) continue;
    if (deepEqual(ours, before)) {
      merged[name] = theirs;
      continue;
    }
    conflicts.push(conflictOf(name, { base: before, local: ours, remote: theirs }));
    if (winner === 'remote') merged[name] = theirs;
  }
  return { value: merged, conflicts };
};
