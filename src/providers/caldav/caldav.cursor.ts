import { ProviderError } from '#kernel';

/** Where the next pull goes on: at a sync token, or, on servers without those, after a collection tag. */
export type CalDavCursor =
  { readonly kind: 'sync'; readonly token: string } | { readonly kind: 'ctag'; readonly ctag: string | null };

export const encodeCursor = (cursor: CalDavCursor): string => JSON.stringify(cursor);

/** A cursor that another version of the hub wrote costs a listing, not a failure. */
export const decodeCursor = (text: string): CalDavCursor => {
  const value = parse(text);
  if (value['kind'] === 'sync' && typeof value['token'] === 'string' && value['token'] !== '') {
    return { kind: 'sync', token: value['token'] };
  }
  const { ctag } = value;
  if (value['kind'] === 'ctag' && (ctag === null || typeof ctag === 'string')) return { kind: 'ctag', ctag };
  throw new ProviderError('cursor_expired', 'The cursor is not one of this calendar.');
};

const parse = (text: string): Record<string, unknown> => {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch (error) {
    throw new ProviderError('cursor_expired', 'The cursor is not one of this calendar.', { cause: error });
  }
};
