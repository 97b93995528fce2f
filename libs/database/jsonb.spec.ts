import { describe, expect, it } from '@jest/globals';
import { toJsonb } from './jsonb.js';

describe('JSON for the database', () => {
  it('replaces what jsonb cannot hold', () => {
    expect(JSON.parse(toJsonb({ a: 'x\u0000y', b: '\ud83d!', c: '\udc00' }))).toEqual({
      a: 'x\ufffdy',
      b: '\ufffd!',
      c: '\ufffd',
    });
  });

  it('leaves whole characters and text that only looks like an escape alone', () => {
    const value = { a: '😀 Ä', b: 'C:\\u0000', c: '\\\\ud83d', d: '\\' };
    expect(JSON.parse(toJsonb(value))).toEqual(value);
  });

  it('replaces after an escaped backslash as well', () => {
    expect(JSON.parse(toJsonb('\\\u0000'))).toBe('\\\ufffd');
  });
});
