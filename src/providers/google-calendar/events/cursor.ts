import { ProviderError } from '#kernel';

/**
 * Where a pull stands. `syncToken` and no `pageToken`: between two pulls. A `pageToken`: in the middle of one.
 * Neither: the server gave no sync token, so that the next pull is a listing again.
 */
export interface Cursor {
  readonly listing: boolean;
  readonly syncToken?: string;
  readonly pageToken?: string;
}

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

export const decodeCursor = (text: string | null): Cursor => {
  if (text === null) return { listing: true };
  const value = parse(text);
  const { listing, syncToken, pageToken } = value;
  if (typeof listing !== 'boolean' || (!listing && typeof syncToken !== 'string')) throw foreign();
  return {
    listing,
    ...(typeof syncToken === 'string' ? { syncToken } : {}),
    ...(typeof pageToken === 'string' ? { pageToken } : {}),
  };
};

const parse = (text: string): Record<string, unknown> => {
  try {
    return Object(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))) as Record<string, unknown>;
  } catch (cause) {
    throw foreign(cause);
  }
};

const foreign = (cause?: unknown): ProviderError =>
  new ProviderError('cursor_expired', 'The cursor is none that Google Calendar issued.', { cause });
