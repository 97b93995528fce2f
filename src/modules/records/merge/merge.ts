import type { FieldMerge, Fields, ModelDefinition } from '#unified-models';
import { equalField, fieldNames } from './equality.js';
import { entriesOf } from './entries.js';
import { mergeEntries } from './merge-entries.js';
import { mergeKeyed, type MemberConflict } from './merge-keyed.js';
import { mergeText } from './merge-text.js';
import { winnerBy, type ConflictPolicy, type MergePolicy, type Side } from './policy.js';

/** Both sides changed this field since the base and a person must decide. Without `base` there never was one. */
export interface FieldConflict {
  readonly field: string;
  readonly base?: unknown;
  readonly local: unknown;
  readonly remote: unknown;
  /** Keyed fields only: the members that clash; all others merge by themselves. */
  readonly members?: readonly MemberConflict[];
}

/** What a policy decided against: the trace of a value that an edit wrote and that did not stay. */
export interface Superseded {
  readonly field: string;
  /** `neither`: a person chose a third value. */
  readonly winner: Side | 'neither';
  readonly by: ConflictPolicy | 'direction' | 'resolution';
  readonly local: unknown;
  readonly remote: unknown;
}

export interface MergeSides {
  /** The last version both sides agreed on; null when both were created independently. */
  readonly base: Fields | null;
  readonly local: Fields;
  readonly remote: Fields;
}

export interface MergeResult {
  /** A field in conflict keeps its local value here, until somebody decides. */
  readonly merged: Fields;
  readonly conflicts: readonly FieldConflict[];
  readonly superseded: readonly Superseded[];
}

interface FieldSides {
  readonly field: string;
  readonly rule: FieldMerge | undefined;
  readonly hasBase: boolean;
  readonly base: unknown;
  readonly local: unknown;
  readonly remote: unknown;
}

/** `partial` holds the overlap decided for `winner` and everything else merged; `null` when the field is one value. */
interface Overlap {
  readonly partial: { readonly value: unknown } | null;
  readonly members?: readonly MemberConflict[];
}

type Attempt = { readonly clean: unknown } | { readonly overlap: Overlap };

const attemptKeyed = (sides: FieldSides, winner: Side): Attempt | null => {
  const { rule, local, remote } = sides;
  const base = sides.base ?? [];
  if (rule?.kind !== 'keyed' || !Array.isArray(base) || !Array.isArray(local) || !Array.isArray(remote))
    return null;
  const { value, conflicts } = mergeKeyed(rule, { base, local, remote }, winner);
  return conflicts.length === 0 ? { clean: value } : { overlap: { partial: { value }, members: conflicts } };
};

const attemptEntries = (sides: FieldSides, winner: Side): Attempt => {
  const [local, remote] = [entriesOf(sides.local), entriesOf(sides.remote)];
  const base = sides.hasBase ? entriesOf(sides.base) : null;
  const { value, conflicts } = mergeEntries({ base, local, remote }, winner);
  return conflicts.length === 0 ? { clean: value } : { overlap: { partial: { value }, members: conflicts } };
};

const attemptText = (sides: FieldSides, winner: Side): Attempt | null => {
  const { rule, local, remote } = sides;
  const base = sides.base ?? '';
  if (rule?.kind !== 'text' || typeof base !== 'string') return null;
  if (typeof local !== 'string' || typeof remote !== 'string') return null;
  const { value, overlaps } = mergeText({ base, local, remote }, winner);
  return overlaps ? { overlap: { partial: { value } } } : { clean: value };
};

const attempt = (sides: FieldSides, winner: Side): Attempt => {
  const { rule, hasBase, base, local, remote } = sides;
  if (equalField(rule, local, remote)) return { clean: local };
  if (rule?.kind === 'entries') return attemptEntries(sides, winner);
  if (!hasBase) return { overlap: { partial: null } };
  if (equalField(rule, remote, base)) return { clean: local };
  if (equalField(rule, local, base)) return { clean: remote };
  return attemptKeyed(sides, winner) ?? attemptText(sides, winner) ?? { overlap: { partial: null } };
};

const conflictOf = (sides: FieldSides, { members }: Overlap): FieldConflict => ({
  field: sides.field,
  ...(sides.hasBase ? { base: sides.base } : {}),
  local: sides.local,
  remote: sides.remote,
  ...(members === undefined ? {} : { members }),
});

/** Three-way merge by field. Pure: the same sides and policy always give the same result. */
export const mergeFields = (
  model: ModelDefinition,
  versions: MergeSides,
  policy: MergePolicy,
): MergeResult => {
  const merged: Record<string, unknown> = {};
  const conflicts: FieldConflict[] = [];
  const superseded: Superseded[] = [];

  const mergeField = (sides: FieldSides): unknown => {
    const { field, local, remote } = sides;
    const by = policy.policyFor(field);
    const winner = winnerBy(by, policy);
    const tried = attempt(sides, winner ?? 'local');
    if ('clean' in tried) return tried.clean;
    if (winner === null) {
      conflicts.push(conflictOf(sides, tried.overlap));
      return local;
    }
    superseded.push({ field, winner, by, local, remote });
    const inParts = by === 'merge' || sides.rule?.kind === 'entries';
    return inParts && tried.overlap.partial !== null ? tried.overlap.partial.value : sides[winner];
  };

  const { base, local, remote } = versions;
  for (const field of fieldNames(local, remote)) {
    const value = mergeField({
      field,
      rule: model.merge[field],
      hasBase: base !== null,
      base: base?.[field],
      local: local[field],
      remote: remote[field],
    });
    if (value !== undefined) merged[field] = value;
  }
  return { merged, conflicts, superseded };
};
