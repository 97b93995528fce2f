import type { Fields } from '#unified-models';
import type { BySide, MirrorSide } from './sides.js';

/** One side of a link. */
export interface LinkEnd {
  readonly recordId: string;
  /** The mirrored fields this side had when both last agreed; null: it was not there then, or they never did. */
  readonly base: Fields | null;
  /** The record's revision then. */
  readonly revision: number;
}

/** Both sides changed the same field since they last agreed, each in its own words. */
export interface MirrorClash {
  readonly field: string;
  readonly base?: unknown;
  readonly a: unknown;
  readonly b: unknown;
}

/** How often an edit went back and forth. */
export interface Bounces {
  readonly count: number;
  readonly towards: MirrorSide;
  readonly since: Date;
}

/** Why a record cannot be mirrored as it is. */
export interface LinkProblem {
  readonly code: string;
  readonly detail: string;
}

/**
 * A record of side A and its counterpart on side B; one of them alone while it has none.
 *
 * - `due`: something may have happened to a side since the link was last settled.
 * - `waits`: the side that is to lose its record, once the delete breaker has let it.
 * - `detached`: one side was deleted and the other does not follow, because it accepts no deletions.
 */
export interface MirrorLink {
  readonly id: string;
  readonly a: LinkEnd | null;
  readonly b: LinkEnd | null;
  /** Equal ones on the two sides are taken for the same thing; null when it has nothing to be told by. */
  readonly matchKey: string | null;
  readonly due: boolean;
  readonly waits: MirrorSide | null;
  readonly detached: boolean;
  /** A person declined the deletion: what is gone comes back. */
  readonly restore: boolean;
  readonly conflict: readonly MirrorClash[] | null;
  readonly problem: LinkProblem | null;
  readonly bounces: Bounces | null;
  /** When the mirror last deleted one of its records, and on which side. */
  readonly deletion: { readonly side: MirrorSide; readonly at: Date } | null;
}

export type LinkPair = MirrorLink & BySide<LinkEnd>;

export const isPair = (link: MirrorLink): link is LinkPair => link.a !== null && link.b !== null;

export const newLink = (id: string, side: MirrorSide, end: LinkEnd, matchKey: string | null): MirrorLink => ({
  ...{ id, a: null, b: null, matchKey },
  ...{ due: true, waits: null, detached: false, restore: false },
  ...{ conflict: null, problem: null, bounces: null, deletion: null },
  [side]: end,
});
