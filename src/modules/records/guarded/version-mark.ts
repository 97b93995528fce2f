import type { FieldGuard, WithheldField } from './field-guard.js';

/*
 * A version says under which consents an object was read. When that changes the hub no longer knows the version, so the
 * next listing reads the object anew, and a push still names the vendor's own.
 */
export const markOf = ({ all }: FieldGuard, withheld: readonly WithheldField[]): string => {
  const missing = new Set(withheld.map(({ purpose }) => purpose));
  const given = new Set(all().flatMap(({ purpose }) => (missing.has(purpose) ? [] : [purpose])));
  return given.size === 0 ? '' : `;guarded=${[...given].sort().join(',')}`;
};

/** The vendor's own version. */
export const unmarked = (version: string): string => version.replace(/;guarded=[a-z_,]*$/, '');
