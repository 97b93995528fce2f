/** Waits longer than this are the caller's to schedule: the answer goes back to it, and its worker is free meanwhile. */
export const longestRetryAfterMs = 5_000;

const firstBackoffMs = 250;
const longestBackoffMs = 8_000;

/** 500 is among them only because the request may be repeated; see `repeatable`. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

export interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
}

/**
 * May this answer be followed by the same request again?
 *
 * An idempotent request: yes for every passing failure. Any other: only when the server said that it did nothing and
 * when to come back, which is "some means to detect that the original request was never applied" (RFC 9110 §9.2.2).
 * That is 429 (RFC 6585 §4, refused before any work) and 503 (RFC 9110 §15.6.4, unable to handle the request), both
 * only with a `Retry-After`. A gateway that lost its backend half-way through answers 502, 504 or a bare 503; these may
 * hide work that was done, and are never repeated for a POST.
 */
export const repeatable = (answer: Answer, idempotent: boolean): boolean => {
  if (!passing.has(answer.status)) return false;
  if (idempotent) return true;
  return (answer.status === 429 || answer.status === 503) && answer.retryAfterMs !== undefined;
};

/** Exponential backoff with full jitter: anywhere between nothing and the doubled ceiling. `attempt` counts from 1. */
export const backoffMs = (attempt: number, random: () => number): number =>
  Math.floor(random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1)));

/**
 * The wait before the next attempt. A server's own word is a floor, spread upwards by the jitter so that all who were
 * told "in 5 seconds" do not come back together; null when it is too long to wait here.
 */
export const waitMs = (
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number | null => {
  if (retryAfterMs === undefined) return backoffMs(attempt, random);
  return retryAfterMs > longestRetryAfterMs ? null : retryAfterMs + backoffMs(1, random);
};
