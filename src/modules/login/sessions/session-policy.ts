const minute = 60_000;

/** AAL2 of NIST SP 800-63B-4 section 2.2.3: an hour of nothing, or a day at all, and the person logs in again. */
export const idleMs = 60 * minute;
export const absoluteMs = 24 * 60 * minute;
/** Between password and second factor. */
export const secondFactorMs = 10 * minute;
/** Sensitive actions want a proof that is younger. */
export const freshMs = 10 * minute;
/** The last use is written this often at most, so that reading stays cheap. */
export const seenEveryMs = minute;
