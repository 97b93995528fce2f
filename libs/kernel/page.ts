import { HubError } from './errors.js';

/** One page of a list. `nextCursor` is null on the last page of a list, never null on a change feed. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** A cursor is opaque to callers: base64url of the sort key. A foreign or damaged one is a 400, never a 500. */
export const PageCursor = {
  encode: (key: readonly (string | number)[]): string =>
    Buffer.from(JSON.stringify(key)).toString('base64url'),

  decode(cursor: string, shape: readonly ('string' | 'number')[]): (string | number)[] {
    const key = parse(cursor);
    if (!Array.isArray(key) || key.length !== shape.length || !key.every((k, i) => typeof k === shape[i])) {
      throw invalidCursor();
    }
    return key as (string | number)[];
  },
};

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
};

const invalidCursor = (): HubError =>
  new HubError('invalid_cursor', 400, 'cursor: not a cursor that this list issued. Start without one.', {
    fields: [{ path: 'cursor', detail: 'use nextCursor of the previous page, or leave it out' }],
  });
