import { ProviderError } from '#kernel';

/** A short print of each label's name, by the label's resource name. */
export type GroupPrints = Readonly<Record<string, string>>;

/**
 * Where a pull stands. `syncToken` and no `pageToken`: between two pulls. A `pageToken`: in the middle of one.
 * Neither: the server gave no sync token, so that the next pull is a listing again. `groups` are the labels as they were
 * when the pull began.
 */
export interface Cursor {
  readonly listing: boolean;
  readonly syncToken?: string;
  readonly pageToken?: string;
  readonly groups: GroupPrints;
}

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

export const decodeCursor = (text: string | null): Cursor => {
  if (text === null) return { listing: true, groups: {} };
  const { listing, syncToken, pageToken, groups } = parse(text);
  const hasTokens = listing === true || (listing === false && typeof syncToken === 'string');
  if (!hasTokens || typeof groups !== 'object' || groups === null) throw foreign();
  return {
    listing,
    groups: groups as GroupPrints,
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
  new ProviderError('cursor_expired', 'The cursor is none that Google Contacts issued.', { cause });
