import { z } from 'zod';
import { readCursor, writeCursor } from '#provider-sdk';
import { noTime } from './timestamps.js';

/**
 * Where a pull stands. `since`: what earlier pulls have seen, all of it (`0.000000` in a listing). `until`: what this
 * pull will have seen, fixed by its first page. `page`: Slack's cursor in the middle of a pull.
 */
const Cursor = z.object({
  listing: z.boolean(),
  since: z.string().regex(/^\d+\.\d{6}$/),
  until: z.string().nullable(),
  page: z.string().nullable(),
});
export type Cursor = Readonly<z.infer<typeof Cursor>>;

const beginning: Cursor = { listing: true, since: noTime, until: null, page: null };

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string | null): Cursor =>
  text === null ? beginning : readCursor(text, Cursor);
