import type { Bounces } from './link.js';
import type { MirrorRules, MirrorSide } from './sides.js';

/**
 * Counts how often what providers say went to and fro for one record. Two people who answer each other in both systems
 * are slower than the limit; two providers that keep rewriting each other’s values are not.
 */
export const countBounce = (
  { bounces: { withinMs } }: MirrorRules,
  before: Bounces | null,
  towards: MirrorSide,
  at: Date,
): Bounces => {
  const isOver = before === null || at.getTime() - before.since.getTime() > withinMs;
  if (isOver) return { count: 1, towards, since: at };
  return before.towards === towards ? before : { ...before, count: before.count + 1, towards };
};

export const isLoop = ({ bounces: { most } }: MirrorRules, bounces: Bounces | null): boolean =>
  bounces !== null && bounces.count > most;
