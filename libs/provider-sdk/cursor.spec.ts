import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.js';

const Parts = z.strictObject({ since: z.string(), page: z.number().nullable() });

describe('a cursor of several parts', () => {
  it('is text that comes back as it was', () => {
    const text = writeCursor({ since: 'größer', page: null });
    expect(text).toMatch(/^[\w-]+$/);
    expect(readCursor(text, Parts)).toEqual({ since: 'größer', page: null });
  });

  it.each(['', 'no-such-cursor', writeCursor({ since: 1, page: null }), writeCursor([])])(
    'has expired when it is none of ours: %j',
    text => {
      expect(() => readCursor(text, Parts)).toThrow(
        expect.objectContaining({ providerCode: 'cursor_expired' }),
      );
    },
  );
});
