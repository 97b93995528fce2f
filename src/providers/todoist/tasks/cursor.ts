import { z } from 'zod';
import { readCursor, writeCursor } from '#provider-sdk';

const common = {
  v: z.literal(1),
  /** Position in the account's feed; while a listing runs, the one it began at. */
  token: z.string().min(1),
  /** The account's time zone, in which floating times count. */
  accountZone: z.string(),
};

/** `completed` goes on with a listing: completed tasks, newest first, back to when the project came to be. */
const Cursor = z.discriminatedUnion('phase', [
  z.strictObject({
    ...common,
    phase: z.literal('completed'),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    page: z.string().nullable(),
  }),
  z.strictObject({ ...common, phase: z.literal('changes') }),
]);
export type Cursor = Readonly<z.infer<typeof Cursor>>;
export type CompletedCursor = Extract<Cursor, { phase: 'completed' }>;
export type ChangesCursor = Extract<Cursor, { phase: 'changes' }>;

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string): Cursor => readCursor(text, Cursor);
