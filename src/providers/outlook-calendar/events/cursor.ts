import { z } from 'zod';
import { readCursor, writeCursor } from '#provider-sdk';

/**
 * Where a pull stands. A listing first opens a view (`delta` links until the last one, which is kept in `changes`), then
 * goes through the calendar (`page` links). Afterwards, `changes` alone: the link that asks what has happened since.
 */
const Cursor = z
  .object({
    step: z.enum(['open', 'list', 'changes']),
    /** Next page of this step. */
    page: z.string().exactOptional(),
    /** Where to ask for changes; for `changes`, the link itself. */
    changes: z.string().exactOptional(),
  })
  .refine(({ step, changes }) => step === 'open' || changes !== undefined);
export type Cursor = Readonly<z.infer<typeof Cursor>>;

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string | null): Cursor =>
  text === null ? { step: 'open' } : readCursor(text, Cursor);
