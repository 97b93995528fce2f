import { ProviderError } from '#kernel';

/**
 * `since:` an instant of the feed of changes, or `page:` the place in a listing and the instant to go on from when it is
 * done.
 */
export type EmployeeCursor =
  | { readonly kind: 'since'; readonly since: string }
  | { readonly kind: 'page'; readonly since: string; readonly after: string };

export const formatCursor = (cursor: EmployeeCursor): string =>
  cursor.kind === 'since' ? `since:${cursor.since}` : `page:${cursor.since}:${cursor.after}`;

export const parseCursor = (text: string): EmployeeCursor => {
  const since = /^since:(.+)$/.exec(text)?.[1];
  if (since !== undefined && !Number.isNaN(Date.parse(since))) return { kind: 'since', since };
  const [, begun, after] = /^page:(.+Z|.+[+-]\d{2}:?\d{2}):([^:]+)$/.exec(text) ?? [];
  if (begun !== undefined && after !== undefined && !Number.isNaN(Date.parse(begun)))
    return { kind: 'page', since: begun, after };
  throw new ProviderError('cursor_expired', 'This cursor is none of BambooHR’s.');
};
