const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Waits after a failed attempt, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * (deliverability and reliability): ten attempts over 76 hours.
 */
const waits = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

export const maxAttempts = waits.length + 1;

/** A receiver may ask for patience, but not to be forgotten. */
export const longestRetryAfterMs = 24 * hour;

export interface FailedAttempt {
  /** Attempts made, this one included. */
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;
}

/** Until the next attempt, or null when that was the last. Up to a tenth longer, so that what failed together spreads. */
export const waitAfter = (
  { attempts, retryAfterMs = 0 }: FailedAttempt,
  random: () => number,
): number | null => {
  const wait = waits[attempts - 1];
  if (wait === undefined) return null;
  const asked = Math.min(retryAfterMs, longestRetryAfterMs);
  return Math.round(Math.max(wait, asked) * (1 + random() / 10));
};
