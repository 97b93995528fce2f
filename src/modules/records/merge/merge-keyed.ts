import type { Side } from './policy.js';
import { deepEqual, membersByKey, type Keyed } from './equality.js';

/** The same member changed differently on both sides; an absent version means it was removed, or never there. */
export interface MemberConflict {
  readonly key: string;
  readonly base?: unknown;
  readonly local?: unknown;
  readonly remote?: unknown;
}

export interface KeyedMerge {
  readonly value: readonly unknown[];
  readonly conflicts: readonly MemberConflict[];
}

export interface KeyedSides {
  readonly base: readonly unknown[];
  readonly local: readonly unknown[];
  readonly remote: readonly unknown[];
}

export const conflictOf = (
  key: string,
  sides: { base: unknown; local: unknown; remote: unknown },
): MemberConflict => ({
  key,
  ...Object.fromEntries(Object.entries(sides).filter(([, member]) => member !== undefined)),
});

/**
 * Merges sets: a member added, changed or removed on one side only is taken from that side. Members in conflict are
 * reported, and decided for `winner` in the value. The local order is kept, members new at the provider follow.
 */
export const mergeKeyed = (keyed: Keyed, sides: KeyedSides, winner: Side): KeyedMerge => {
  const base = membersByKey(sides.base, keyed);
  const local = membersByKey(sides.local, keyed);
  const remote = membersByKey(sides.remote, keyed);
  const value: unknown[] = [];
  const conflicts: MemberConflict[] = [];

  const decide = (key: string): unknown => {
    const [before, ours, theirs] = [base.get(key), local.get(key), remote.get(key)];
    if (deepEqual(ours, theirs) || deepEqual(theirs, before)) return ours;
    if (deepEqual(ours, before)) return theirs;
    conflicts.push(conflictOf(key, { base: before, local: ours, remote: theirs }));
    return winner === 'local' ? ours : theirs;
  };

  for (const key of new Set([...local.keys(), ...remote.keys()])) {
    const member = decide(key);
    if (member !== undefined) value.push(member);
  }
  return { value, conflicts };
};
