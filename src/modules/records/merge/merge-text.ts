import { diff3Merge } from 'node-diff3';
import type { Side } from './policy.js';

export interface TextMerge {
  readonly value: string;
  /** Both sides changed the same lines; they are `winner`'s in the value. */
  readonly overlaps: boolean;
}

export interface TextSides {
  readonly base: string;
  readonly local: string;
  readonly remote: string;
}

/**
 * diff3 looks at every pair of equal lines, and texts come from strangers: 2,000 empty lines keep it busy for half a
 * minute. Beyond these limits a text is merged as one value; within them a merge takes well under a second.
 */
const maxLines = 2_000;
const maxEqualPairs = 100_000;

const countLines = (lines: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
};

const equalPairs = (left: readonly string[], right: readonly string[]): number => {
  const counts = countLines(left);
  return right.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
};

const isTooLong = (local: string[], base: string[], remote: string[]): boolean =>
  Math.max(local.length, base.length, remote.length) > maxLines ||
  equalPairs(local, base) + equalPairs(base, remote) > maxEqualPairs;

/** Merges texts line by line (diff3, Khanna, Kunal, Pierce 2007); the same edit on both sides is no overlap. */
export const mergeText = (sides: TextSides, winner: Side): TextMerge => {
  const [local, base, remote] = [sides.local.split('\n'), sides.base.split('\n'), sides.remote.split('\n')];
  if (isTooLong(local, base, remote)) {
    return { value: sides[winner], overlaps: true };
  }
  const regions = diff3Merge(local, base, remote, { excludeFalseConflicts: true });
  const lines = regions.flatMap(({ ok, conflict }) =>
    conflict === undefined ? (ok ?? []) : winner === 'local' ? conflict.a : conflict.b,
  );
  return { value: lines.join('\n'), overlaps: regions.some(region => region.conflict !== undefined) };
};
