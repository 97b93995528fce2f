import {
  isLoop,
  type MirrorLink,
  type MirrorRules,
  type MirrorSide,
  otherSide,
  settleLink,
  type SideContext,
  type Settled,
  sides,
  type SideNow,
  type BySide,
} from '../decisions/index.js';
import { heldBy } from './breaker.js';
import type { Advance, MirrorState, MirrorStore, MirrorTransaction } from './store.js';
import { takeIn } from './take-in.js';

const newsAtOnce = 200;
const linksAtOnce = 50;
/** Deletions of so long count together. */
const deletionWindowMs = 10 * 60_000;

export interface MirrorInput {
  readonly rules: MirrorRules;
  readonly store: MirrorStore;
  readonly contexts: BySide<SideContext>;
  readonly at: Date;
  newId(): string;
  /** The side’s sync has seen all that its provider has at least once. */
  isComplete(side: MirrorSide): Promise<boolean>;
  /** The side’s sync is at work: what it deletes is not all known yet. */
  isRunning(side: MirrorSide): Promise<boolean>;
}

const moved: Advance = { kind: 'moved', clashes: [] };

const readNews = async (the: MirrorInput, tx: MirrorTransaction, state: MirrorState): Promise<boolean> => {
  const positions = { ...state.positions };
  for (const side of sides) {
    const news = await tx.news(side, positions[side], newsAtOnce);
    if (news.length === 0) continue;
    await takeIn({ tx, rules: the.rules, side, newId: () => the.newId() }, news);
    positions[side] = news.at(-1)?.position ?? positions[side];
  }
  if (sides.every(side => positions[side] === state.positions[side])) return false;
  await tx.saveState({ ...state, positions });
  return true;
};

const nowOf = (link: MirrorLink, records: ReadonlyMap<string, SideNow>): BySide<SideNow | null> => {
  const now = (side: MirrorSide): SideNow | null => records.get(link[side]?.recordId ?? '') ?? null;
  return { a: now('a'), b: now('b') };
};

const keep = async (
  tx: MirrorTransaction,
  state: MirrorState,
  all: readonly Settled[],
  ids: readonly string[],
) => {
  const untold = { ...state.untold };
  for (const side of sides) {
    const mutations = all.flatMap(({ writes }) => writes[side]);
    await tx.write(side, mutations);
    untold[side] ||= mutations.length > 0;
  }
  const links = all.flatMap(({ link }) => link ?? []);
  const kept = new Set(links.map(({ id }) => id));
  await tx.save(links);
  await tx.forget(ids.filter(id => !kept.has(id)));
  if (sides.some(side => untold[side] !== state.untold[side])) await tx.saveState({ ...state, untold });
};

const settle = async (
  the: MirrorInput,
  { tx, state, mayDelete }: { tx: MirrorTransaction; state: MirrorState; mayDelete: boolean },
  links: readonly MirrorLink[],
): Promise<Advance> => {
  const records = await tx.records(links);
  const settled = links.map(link => settleLink({ ...the, mayDelete }, link, nowOf(link, records)));
  await keep(
    tx,
    state,
    settled,
    links.map(({ id }) => id),
  );
  const clashes = settled.flatMap(({ link }, index) =>
    link?.conflict && !links[index]?.conflict ? [link] : [],
  );
  const loop = settled.find(({ link }) => isLoop(the.rules, link?.bounces ?? null))?.link;
  return loop ? { kind: 'loop', clashes, link: loop } : { kind: 'moved', clashes };
};

const judge = async (the: MirrorInput, tx: MirrorTransaction, state: MirrorState, side: MirrorSide) => {
  const load = await tx.load(side, new Date(the.at.getTime() - deletionWindowMs));
  return { isNeeded: load.waiting > 0, held: heldBy(side, load, state.approved[side]) };
};

/** What was decided about earlier deletions says nothing about later ones. */
const noneWait = async (
  tx: MirrorTransaction,
  state: MirrorState,
  side: MirrorSide,
): Promise<MirrorState> => {
  if (state.held[side] === null && state.approved[side] === null) return state;
  const next = {
    ...state,
    held: { ...state.held, [side]: null },
    approved: { ...state.approved, [side]: null },
  };
  await tx.saveState(next);
  return next;
};

const carryDeletions = async (
  the: MirrorInput,
  tx: MirrorTransaction,
  given: MirrorState,
): Promise<Advance> => {
  let state = given;
  let outcome: Advance = { kind: 'rest' };
  for (const side of sides) {
    const { isNeeded, held } = await judge(the, tx, state, side);
    if (!isNeeded) state = await noneWait(tx, state, side);
    else if (await the.isRunning(otherSide(side))) outcome = { kind: 'later' };
    else if (held === null)
      return settle(the, { tx, state, mayDelete: true }, await tx.waiting(side, linksAtOnce));
    else if (state.held[side]?.deletions !== held.deletions) {
      await tx.saveState({ ...state, held: { ...state.held, [side]: held } });
      return { kind: 'held', held };
    }
  }
  return outcome;
};

const join = async (the: MirrorInput, tx: MirrorTransaction, state: MirrorState): Promise<Advance> => {
  for (const side of sides) if (!(await the.isComplete(side))) return { kind: 'rest' };
  await tx.saveState({ ...state, joined: true });
  return { kind: 'joined' };
};

/**
 * One step, one transaction: takes in what changed, then settles what is due, then carries deletions that may pass.
 * Nothing is created before everything that was there has been taken in, so that equals find each other. A process may
 * die between any two steps, and two may ask at once: the next step is found in the tables.
 */
export const advance = (the: MirrorInput): Promise<Advance> =>
  the.store.transaction(async (tx, state) => {
    if (await readNews(the, tx, state)) return moved;
    if (!state.joined) return join(the, tx, state);
    const due = await tx.due(linksAtOnce);
    if (due.length > 0) return settle(the, { tx, state, mayDelete: false }, due);
    return carryDeletions(the, tx, state);
  });
