import type { RunTrigger } from './sync-run.entity.js';

export interface Rhythm {
  /** The fastest allowed. */
  readonly intervalSeconds: number;
  readonly adaptive: boolean;
  /** Polls in a row that found nothing. */
  readonly quietPolls: number;
  /** The vendor tells of changes by webhook. */
  readonly isPushed: boolean;
}

/** Each so many quiet polls double the interval … */
const pollsPerDoubling = 4;
/** … up to so many times, */
const slowest = 8;
/** and never beyond this, unless a person asked for longer. */
const ceilingSeconds = 6 * 3600;
const mostQuietPolls = pollsPerDoubling * Math.log2(slowest);

/**
 * How long until the next poll. What webhooks tell of is polled as a safety net only – once a poll has shown that they
 * leave nothing out.
 */
export const effectiveIntervalOf = ({ intervalSeconds, adaptive, quietPolls, isPushed }: Rhythm): number => {
  if (!adaptive) return intervalSeconds;
  const ceiling = Math.max(intervalSeconds, ceilingSeconds);
  if (isPushed) return quietPolls > 0 ? ceiling : intervalSeconds;
  const factor = Math.min(slowest, 2 ** Math.floor(quietPolls / pollsPerDoubling));
  return Math.min(ceiling, intervalSeconds * factor);
};

export interface Finding {
  readonly trigger: RunTrigger;
  /** The run brought changes from the provider. */
  readonly hasChanged: boolean;
  readonly isPushed: boolean;
}

/** A change that a webhook told of says that webhooks work; one that no webhook told of, that the net is needed. */
export const quietPollsAfter = (before: number, { trigger, hasChanged, isPushed }: Finding): number => {
  if (hasChanged) return isPushed && trigger === 'webhook' ? before : 0;
  return trigger === 'schedule' ? Math.min(mostQuietPolls, before + 1) : before;
};
