import { createHash } from 'node:crypto';

const pattern = /(?:\r?\n){0,2}<!-- causeway:([0-9A-Za-z-]{1,100}) -->\s*$/;

const plain = /^[0-9A-Za-z-]{1,100}$/;

/** A key as it stands in a mark. */
export const markerKey = (key: string): string =>
  plain.test(key) ? key : createHash('sha256').update(key).digest('hex');

/**
 * GitHub takes no idempotency key. What the hub creates therefore ends with an HTML comment that nobody sees and that
 * a repeated create finds again.
 */
export const withMarker = (text: string | null, key: string | undefined): string | null => {
  if (key === undefined) return text;
  const marker = `<!-- causeway:${markerKey(key)} -->`;
  return text ? `${text}\n\n${marker}` : marker;
};

export const markerOf = (body: string | null | undefined): string | undefined =>
  pattern.exec(body ?? '')?.[1];

/** What people wrote; `null` when they wrote nothing. */
export const withoutMarker = (body: string | null | undefined): string | null =>
  (body ?? '').replace(pattern, '') || null;
