import { differingFields, type FieldConflict, mergeFields, type MergePolicy } from '#records';
import type { Fields } from '#unified-models';
import { applyDelta, type SideEdit, unsaid } from './edits.js';
import type { MirrorClash } from './link.js';
import type { BySide, MirrorPolicy, MirrorRules } from './sides.js';

export interface Merged {
  /** What each side is to hold. */
  readonly fields: BySide<Fields>;
  /** What both may be told from now on; undecided fields keep what was agreed before. */
  readonly base: BySide<Fields>;
  /** What both were told before. */
  readonly before: BySide<Fields>;
  readonly clashes: readonly MirrorClash[];
}

const [early, late] = [new Date(0), new Date(1)];

const policies: Readonly<Record<MirrorPolicy, (edits: BySide<SideEdit>) => MergePolicy>> = {
  a: () => ({ policyFor: () => 'merge', localAt: late, remoteAt: early }),
  b: () => ({ policyFor: () => 'merge', localAt: early, remoteAt: late }),
  latest: ({ a, b }) => ({ policyFor: () => 'merge', localAt: a.editedAt, remoteAt: b.editedAt }),
  manual: () => ({ policyFor: () => 'manual', localAt: null, remoteAt: null }),
};

/** Where one side takes no changes, there is nothing to decide. */
const policyOf = ({ policy, accepts }: MirrorRules): MirrorPolicy => {
  if (accepts.a.update === accepts.b.update) return policy;
  return accepts.b.update ? 'a' : 'b';
};

/** Two records that meet for the first time agree on nothing but what nobody ever said. */
const basesOf = ({ model, fields }: MirrorRules, { a, b }: BySide<SideEdit>): BySide<Fields> => {
  if (a.base !== null && b.base !== null) return { a: a.base, b: b.base };
  const base = unsaid(model, fields);
  return { a: base, b: base };
};

const only = (fields: Fields, names: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));

/** As after a merge that decided nothing about `names`. */
const keeping = (names: ReadonlySet<string>, before: Fields, after: Fields): Fields => {
  const rest = Object.entries(after).filter(([name]) => !names.has(name));
  return { ...Object.fromEntries(rest), ...only(before, names) };
};

const clashOf = (edits: BySide<SideEdit>, { field }: Pick<FieldConflict, 'field'>): MirrorClash => ({
  field,
  ...(edits.a.base && field in edits.a.base ? { base: edits.a.base[field] } : {}),
  a: edits.a.fields[field],
  b: edits.b.fields[field],
});

const names = (clashes: readonly { readonly field: string }[]): Set<string> =>
  new Set(clashes.map(({ field }) => field));

/**
 * Each side is compared with what it had itself when the two last agreed; A’s and B’s spelling of the same value may
 * differ for ever. B’s changes are first told in A’s words (made on A’s base), merged there, and the outcome is told
 * back to B as a change of what B has.
 */
export const mergeSides = (rules: MirrorRules, edits: BySide<SideEdit>): Merged => {
  const { model } = rules;
  const { a, b } = edits;
  const isFirst = a.base === null || b.base === null;
  const bases = basesOf(rules, edits);
  const inWordsOfA = isFirst ? b.fields : applyDelta(model, { from: bases.b, to: b.fields, onto: bases.a });
  const policy = policies[policyOf(rules)](edits);
  const versions = { base: bases.a, local: a.fields, remote: inWordsOfA };
  const { merged, conflicts } = mergeFields(model, versions, policy);
  const parked = names(conflicts);
  const forB = { from: inWordsOfA, to: keeping(parked, inWordsOfA, merged), onto: b.fields };
  const fields = { a: merged, b: applyDelta(model, forB) };
  return {
    fields,
    base: { a: keeping(parked, bases.a, fields.a), b: keeping(parked, bases.b, fields.b) },
    before: bases,
    clashes: conflicts.map(conflict => clashOf(edits, conflict)),
  };
};

/**
 * The fields as a whole, for when a merge by field makes no valid record (a start of one side, an end of the other):
 * the winner’s where either changed anything; under `manual` all of them wait.
 */
export const mergeWhole = (rules: MirrorRules, edits: BySide<SideEdit>): Merged => {
  const { model } = rules;
  const { a, b } = edits;
  const differing = differingFields(model, a.fields, b.fields);
  const bases = basesOf(rules, edits);
  const policy = policyOf(rules);
  if (policy === 'manual') {
    const parked = new Set(differing);
    const fields = { a: a.fields, b: b.fields };
    const base = { a: keeping(parked, bases.a, a.fields), b: keeping(parked, bases.b, b.fields) };
    return { fields, base, before: bases, clashes: differing.map(field => clashOf(edits, { field })) };
  }
  const isLater = a.editedAt !== null && b.editedAt !== null && a.editedAt > b.editedAt;
  const winner = policy === 'a' || (policy === 'latest' && isLater) ? a : b;
  const fields = { a: winner.fields, b: winner.fields };
  return { fields, base: fields, before: bases, clashes: [] };
};

/** What a side does not accept is not written and stays a difference: neither side agreed to it. */
export const withoutFields = (
  merged: Merged,
  edits: BySide<SideEdit>,
  refused: readonly string[],
): Merged => {
  const open = new Set(refused);
  if (open.size === 0) return merged;
  const { a, b } = edits;
  return {
    ...merged,
    fields: { a: keeping(open, a.fields, merged.fields.a), b: keeping(open, b.fields, merged.fields.b) },
    base: {
      a: keeping(open, merged.before.a, merged.base.a),
      b: keeping(open, merged.before.b, merged.base.b),
    },
  };
};

/** As a person decided what clashed; both sides are told. */
export const decidedBy = (decided: Fields, merged: Merged): Merged => {
  const open = merged.clashes.filter(({ field }) => !(field in decided));
  const fields = only(decided, names(merged.clashes));
  const told = ({ a, b }: BySide<Fields>): BySide<Fields> => ({
    a: { ...a, ...fields },
    b: { ...b, ...fields },
  });
  return { ...merged, fields: told(merged.fields), base: told(merged.base), clashes: open };
};
