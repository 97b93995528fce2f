import { z } from 'zod';
import { HubError, isId, type Page, PageCursor } from '#kernel';

export const PageQuery = z.strictObject({
  cursor: z.string().max(512).optional().describe('`nextCursor` of the previous page'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** The id after which a page starts, for lists in order of creation. */
export const idAfter = ({ cursor }: PageQuery): string | null => {
  if (cursor === undefined) return null;
  const [id] = PageCursor.decode(cursor, ['string']);
  if (isId(id)) return id;
  throw new HubError('invalid_cursor', 400, 'cursor: not a cursor that this list issued. Start without one.');
};

/** Cuts the one row more that was asked for, which tells whether there is a next page. */
export const pageOf = <Row extends { id: string }, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
): Page<View> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(view),
    nextCursor: rows.length > limit && last ? PageCursor.encode([last.id]) : null,
  };
};
