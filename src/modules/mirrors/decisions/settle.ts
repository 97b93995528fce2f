import { differingFields, type Mutation, type SyncRecord } from '#records';
import type { Fields } from '#unified-models';
import { countBounce } from './bounces.js';
import { projected } from './common-model.js';
import { editOf, isEdited, type SideEdit } from './edits.js';
import { isPair, type LinkEnd, type LinkPair, type LinkProblem, type MirrorLink } from './link.js';
import { decidedBy, mergeSides, mergeWhole, type Merged, withoutFields } from './merge-sides.js';
import { type BySide, type MirrorRules, type MirrorSide, otherSide, type SideNow, sides } from './sides.js';
import { create, edit, fieldsWith, remove, type SideContext } from './writes.js';

/** What became of a link: it as it is from now on (null: forgotten), and what is written on each side. */
export interface Settled {
  readonly link: MirrorLink | null;
  readonly writes: BySide<readonly Mutation[]>;
}

export interface Settling {
  readonly rules: MirrorRules;
  readonly contexts: BySide<SideContext>;
  readonly at: Date;
  /** The breaker let deletions pass; without it they wait. */
  readonly mayDelete: boolean;
  /** What a person decided for fields that clash. */
  readonly decided?: Fields;
}

const nothing = { a: [], b: [] } as const;
const invalid: LinkProblem = {
  code: 'would_be_invalid',
  detail: 'What the other side has does not make a valid record here.',
};

const rested = (link: MirrorLink, patch: Partial<MirrorLink> = {}): MirrorLink => ({
  ...link,
  ...{ due: false, waits: null, problem: null },
  ...patch,
});

const isThere = (now: SideNow | null): now is SideNow => now !== null && !now.record.deleted;

const last = (record: SyncRecord, writes: readonly Mutation[]): SyncRecord => writes.at(-1)?.after ?? record;

const endOf = ({ common, fields }: MirrorRules, record: SyncRecord): LinkEnd => ({
  recordId: record.id,
  base: projected(common, fields, record.fields),
  revision: record.revision,
});

/** A record without counterpart gets one. */
const settleHalf = (the: Settling, link: MirrorLink, side: MirrorSide, now: SideNow | null): Settled => {
  const { rules, contexts } = the;
  const to = otherSide(side);
  if (!isThere(now)) return { link: null, writes: nothing };
  if (!rules.accepts[to].create) return { link: rested(link), writes: nothing };
  const fields = projected(rules.common, rules.fields, now.record.fields);
  const made = create(rules, contexts[to], fields);
  if (made === null) return { link: rested(link, { problem: invalid }), writes: nothing };
  const ends = { [side]: endOf(rules, now.record), [to]: endOf(rules, made.after) };
  return { link: rested(link, ends), writes: { ...nothing, [to]: [made] } };
};

const absent = (end: LinkEnd, { record }: SideNow): LinkEnd => ({
  ...end,
  base: null,
  revision: record.revision,
});

/** Both lost their record: nothing is agreed any more, and whichever comes back is new to the other. */
const settleGone = (link: LinkPair, now: BySide<SideNow>): Settled => ({
  link: rested(link, {
    a: absent(link.a, now.a),
    b: absent(link.b, now.b),
    ...{ restore: false, conflict: null },
  }),
  writes: nothing,
});

type Lonely = Settling & {
  readonly link: LinkPair;
  readonly now: BySide<SideNow>;
  readonly there: MirrorSide;
};

/** Brings the lost side back with what the other holds. */
const revive = ({ rules, contexts, link, now, there }: Lonely): Settled => {
  const gone = otherSide(there);
  if (!rules.accepts[gone].create)
    return { link: rested(link, { detached: true, restore: false }), writes: nothing };
  const wanted = projected(rules.common, rules.fields, now[there].record.fields);
  const fields = fieldsWith(rules, now[gone].record, wanted);
  if (fields === null) return { link: rested(link, { problem: invalid }), writes: nothing };
  const writes = edit(contexts[gone], now[gone].record, fields);
  const ends = {
    [there]: endOf(rules, now[there].record),
    [gone]: endOf(rules, last(now[gone].record, writes)),
  };
  const patch = { ...ends, restore: false, detached: false, conflict: null };
  return { link: rested(link, patch), writes: { ...nothing, [gone]: writes } };
};

/** An edit, or the return of a record that was gone on both sides, outlives the deletion. */
const livesOn = ({ rules, link, now, there }: Lonely): boolean => {
  const edited = isEdited(rules, editOf(rules, link[there], now[there]));
  return link.restore || edited;
};

const settleDeleted = (the: Lonely): Settled => {
  const { rules, contexts, link, now, there, at, mayDelete } = the;
  if (link.detached) return { link: rested(link), writes: nothing };
  if (livesOn(the)) return revive(the);
  if (!rules.accepts[there].delete) return { link: rested(link, { detached: true }), writes: nothing };
  if (!mayDelete) return { link: { ...rested(link), waits: there }, writes: nothing };
  const writes = remove(contexts[there], now[there].record);
  const { deleted, revision } = last(now[there].record, writes);
  // Its sync knew of a change that nobody had seen here: the record lives, and its other side comes back.
  if (!deleted) return { link: { ...rested(link), due: true }, writes: { ...nothing, [there]: writes } };
  const gone = otherSide(there);
  const ends = { [there]: { ...link[there], base: null, revision }, [gone]: absent(link[gone], now[gone]) };
  const patch = { ...ends, conflict: null, deletion: { side: there, at } };
  return { link: rested(link, patch), writes: { ...nothing, [there]: writes } };
};

interface Outcome {
  readonly merged: Merged;
  readonly fields: BySide<Fields | null>;
}

const outcomeOf = (
  { rules, decided = {} }: Settling,
  edits: BySide<SideEdit>,
  now: BySide<SideNow>,
  merge: typeof mergeSides,
): Outcome => {
  const raw = decidedBy(decided, merge(rules, edits));
  const refused = sides.flatMap(side =>
    rules.accepts[side].update ? [] : differingFields(rules.model, edits[side].fields, raw.fields[side]),
  );
  const merged = withoutFields(raw, edits, refused);
  const written = (side: MirrorSide): Fields | null =>
    fieldsWith(rules, now[side].record, merged.fields[side]);
  return { merged, fields: { a: written('a'), b: written('b') } };
};

const isValid = ({ fields }: Outcome): boolean => fields.a !== null && fields.b !== null;

const bouncesOf = (
  the: Settling,
  link: MirrorLink,
  edits: BySide<SideEdit>,
  written: readonly MirrorSide[],
) => {
  const [towards, second] = written;
  if (towards === undefined || second !== undefined || !edits[otherSide(towards)].byRun) return link.bounces;
  return countBounce(the.rules, link.bounces, towards, the.at);
};

/** Both are there: what changed on each goes to the other. */
const settleBoth = (the: Settling, link: LinkPair, now: BySide<SideNow>): Settled => {
  const { rules, contexts } = the;
  const edits = { a: editOf(rules, link.a, now.a), b: editOf(rules, link.b, now.b) };
  const byField = outcomeOf(the, edits, now, mergeSides);
  const { merged, fields } = isValid(byField) ? byField : outcomeOf(the, edits, now, mergeWhole);
  if (fields.a === null || fields.b === null)
    return { link: rested(link, { problem: invalid }), writes: nothing };
  const write = (side: MirrorSide, wanted: Fields): Mutation[] =>
    wanted === now[side].record.fields ? [] : edit(contexts[side], now[side].record, wanted);
  const writes = { a: write('a', fields.a), b: write('b', fields.b) };
  const end = (side: MirrorSide): LinkEnd => ({
    recordId: link[side].recordId,
    base: merged.base[side],
    revision: last(now[side].record, writes[side]).revision,
  });
  const written = sides.filter(side => writes[side].length > 0);
  const patch = {
    ...{ a: end('a'), b: end('b'), restore: false, detached: false },
    conflict: merged.clashes.length > 0 ? merged.clashes : null,
    bounces: bouncesOf(the, link, edits, written),
  };
  return { link: rested(link, patch), writes };
};

/**
 * What is to be done about a link. It is decided from what the two records are and what they had when they last
 * agreed, never from how one came to hear of it: to be asked once too often changes nothing.
 */
export const settleLink = (the: Settling, link: MirrorLink, now: BySide<SideNow | null>): Settled => {
  if (!isPair(link)) {
    const side = link.a === null ? 'b' : 'a';
    return settleHalf(the, link, side, now[side]);
  }
  const { a, b } = now;
  if (a === null || b === null) return { link: null, writes: nothing };
  const both = { a, b };
  if (isThere(a) && isThere(b)) return settleBoth(the, link, both);
  if (!isThere(a) && !isThere(b)) return settleGone(link, both);
  return settleDeleted({ ...the, link, now: both, there: isThere(a) ? 'a' : 'b' });
};
