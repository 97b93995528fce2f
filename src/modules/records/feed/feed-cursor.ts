import { HubError, PageCursor } from '#kernel';

export const feedOrders = ['feed', 'newest'] as const;
export type FeedOrder = (typeof feedOrders)[number];

/** A cursor says which order it is of: the same place means what comes after it in one and what came before in the other. */
export const FeedCursor = {
  encode: (order: FeedOrder, position: number): string =>
    PageCursor.encode(order === 'feed' ? [position] : [order, position]),

  decode(cursor: string, order: FeedOrder): number {
    const position = read(cursor, order);
    if (position !== null) return position;
    const isOfOther = feedOrders.some(other => other !== order && read(cursor, other) !== null);
    throw isOfOther ? ofOtherOrder(order) : neverIssued();
  },
};

const read = (cursor: string, order: FeedOrder): number | null => {
  const key = keyOf(cursor, order);
  const position = key?.at(-1);
  const isPlace = typeof position === 'number' && Number.isSafeInteger(position) && position >= 0;
  return isPlace && (key?.length === 1 || key?.[0] === order) ? position : null;
};

const keyOf = (cursor: string, order: FeedOrder): (string | number)[] | null => {
  try {
    return PageCursor.decode(cursor, order === 'feed' ? ['number'] : ['string', 'number']);
  } catch (error) {
    if (error instanceof HubError) return null;
    throw error;
  }
};

const ofOtherOrder = (order: FeedOrder): HubError => {
  const detail = `is of the other order: this list is in order=${order}. Keep the order, or leave the cursor out`;
  return new HubError('invalid_cursor', 400, `cursor: ${detail}.`, { fields: [{ path: 'cursor', detail }] });
};

const neverIssued = (): HubError =>
  new HubError('invalid_cursor', 400, 'cursor: not a cursor that this list issued. Start without one.', {
    fields: [{ path: 'cursor', detail: 'use nextCursor of the previous page, or leave it out' }],
  });
