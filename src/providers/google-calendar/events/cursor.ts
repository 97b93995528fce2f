import { z } from 'zod';
import { readCursor, writeCursor } from '#provider-sdk';

/**
 * Where a pull stands. `syncToken` and no `pageToken`: between two pulls. A `pageToken`: in the middle of one.
 * Neither: the server gave no sync token, so that the next pull is a listing again.
 */
const Cursor = z
  .object({
    listing: z.boolean(),
    syncToken: z.string().exactOptional(),
    pageToken: z.string().exactOptional(),
  })
  .refine(({ listing, syncToken }) => listing || syncToken !== undefined);
export type Cursor = Readonly<z.infer<typeof Cursor>>;

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string | null): Cursor =>
  text === null ? { listing: true } : readCursor(text, Cursor);
