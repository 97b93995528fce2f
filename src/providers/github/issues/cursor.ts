import { z } from 'zod';
import { ProviderError } from '#kernel';
import { readCursor, writeCursor } from '#provider-sdk';

const Position = z.strictObject({
  since: z.string().nullable(),
  seen: z.record(z.string(), z.tuple([z.string(), z.string()])),
  etag: z.string().exactOptional(),
  link: z.string().exactOptional(),
});

/** `listing` reads the issues from the beginning; otherwise first the issues since, then the comments since. */
const Cursor = z.strictObject({
  v: z.literal(1),
  phase: z.enum(['listing', 'issues', 'comments']),
  /** When the listing began that this cursor goes back to, in milliseconds. */
  listedAt: z.number(),
  issues: Position,
  comments: Position,
});
export type Cursor = Readonly<z.infer<typeof Cursor>>;

const hourMs = 3_600_000;
/** GitHub's lists say nothing of what was deleted, so a day after a listing the next one is due. */
const listingServesMs = 24 * hourMs;
const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const beginning = (now: Date): Cursor => ({
  v: 1,
  phase: 'listing',
  listedAt: now.getTime(),
  issues: { since: null, seen: {} },
  // A listing brings the comments as well; an hour back covers what was edited shortly before it.
  comments: { since: seconds(now.getTime() - hourMs), seen: {} },
});

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string | null, now: Date): Cursor => {
  if (text === null) return beginning(now);
  const cursor = readCursor(text, Cursor);
  if (cursor.phase === 'issues' && now.getTime() - cursor.listedAt > listingServesMs)
    throw new ProviderError('cursor_expired', 'GitHub does not report deletions; a new listing is due.');
  return cursor;
};
