import { ProviderError } from '#kernel';

/** Where a pull stands. */
export interface Position {
  readonly cursor: string;
  /** Still in the listing that it began as. */
  readonly listing: boolean;
  /** Path of the container: the cursor does not follow a folder that is renamed. */
  readonly root: string;
}

export const encodePosition = (position: Position): string => JSON.stringify(position);

export const decodePosition = (text: string | null): Position | null => {
  if (text === null) return null;
  try {
    const { cursor, listing, root } = JSON.parse(text) as Partial<Position>;
    if (typeof cursor === 'string' && typeof listing === 'boolean' && typeof root === 'string') {
      return { cursor, listing, root };
    }
  } catch {
    // Not one of ours; said below.
  }
  throw new ProviderError('cursor_expired', 'This is no cursor of Dropbox.');
};
