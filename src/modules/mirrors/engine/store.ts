import type { Mutation } from '#records';
import type { Fields } from '#unified-models';
import type { BySide, MirrorLink, MirrorSide, SideNow } from '../decisions/index.js';

/** What a person is shown who decides about deletions that wait. */
export interface MirrorHeld {
  /** The side that would lose records. */
  readonly side: MirrorSide;
  readonly deletions: number;
  readonly total: number;
  readonly reason: 'everything' | 'many';
  /** Ids of some of the records that would be deleted. */
  readonly sample: readonly string[];
}

/** Where the mirror is; committed with what it did there. */
export interface MirrorState {
  readonly positions: BySide<number>;
  /** All that was there when the mirror was made has been taken in. */
  readonly joined: boolean;
  readonly held: BySide<MirrorHeld | null>;
  /** So many deletions a person agreed to. */
  readonly approved: BySide<number | null>;
  /** A side was written and its sync has not been asked to run yet. */
  readonly untold: BySide<boolean>;
}

/** A record that changed, from the feed. */
export interface News {
  readonly id: string;
  readonly position: number;
  readonly deleted: boolean;
  readonly fields: Fields;
}

export interface DeletionLoad {
  /** Records of the side that wait to be deleted. */
  readonly waiting: number;
  /** Those that the mirror deleted there lately. */
  readonly recent: number;
  /** All pairs that are there, the waiting ones included. */
  readonly total: number;
  readonly sample: readonly string[];
}

/** All or nothing; holds the mirror’s row, so two processes take turns. */
export interface MirrorTransaction {
  /** In the order in which they changed. */
  news(side: MirrorSide, after: number, limit: number): Promise<readonly News[]>;
  linksOf(side: MirrorSide, recordIds: readonly string[]): Promise<readonly MirrorLink[]>;
  /** Links that have only this side, by their key, oldest first. */
  halves(side: MirrorSide, keys: readonly string[]): Promise<readonly MirrorLink[]>;
  due(limit: number): Promise<readonly MirrorLink[]>;
  waiting(side: MirrorSide, limit: number): Promise<readonly MirrorLink[]>;
  /** The records of links, locked until commit, by id. */
  records(links: readonly MirrorLink[]): Promise<ReadonlyMap<string, SideNow>>;
  load(side: MirrorSide, deletedSince: Date): Promise<DeletionLoad>;
  write(side: MirrorSide, mutations: readonly Mutation[]): Promise<void>;
  save(links: readonly MirrorLink[]): Promise<void>;
  forget(linkIds: readonly string[]): Promise<void>;
  saveState(state: MirrorState): Promise<void>;
}

/**
 * - `moved`: something was done; ask again.
 * - `joined`: everything that was there has been taken in.
 * - `rest`: nothing is left to do.
 * - `later`: deletions wait for the end of a run.
 * - `held`: just now the breaker asked for a person.
 * - `loop`: a record goes back and forth, and nothing more should be done before somebody has looked.
 */
export type Advance =
  | { readonly kind: 'joined' | 'rest' | 'later' }
  | { readonly kind: 'moved'; readonly clashes: readonly MirrorLink[] }
  | { readonly kind: 'held'; readonly held: MirrorHeld }
  | { readonly kind: 'loop'; readonly clashes: readonly MirrorLink[]; readonly link: MirrorLink };

export interface MirrorStore {
  transaction(work: (tx: MirrorTransaction, state: MirrorState) => Promise<Advance>): Promise<Advance>;
}
