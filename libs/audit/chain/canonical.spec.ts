import { describe, expect, it } from '@jest/globals';
import { canonical, hmacHex, sha256Hex } from './canonical.js';

describe('canonical JSON', () => {
  it('writes the example of RFC 8785 section 3.2.2 as section 3.2.4 shows it', () => {
    // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.4
    const input = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],` +
        String.raw`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as unknown;
    expect(canonical(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by UTF-16 code units as RFC 8785 section 3.2.3 asks', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
    const text = canonical(Object.fromEntries(names.map(name => [name, 0])));
    expect(text).toBe(`{${sorted.map(name => `${JSON.stringify(name)}:0`).join(',')}}`);
  });

  it('refuses what has no JSON form', () => {
    for (const value of [undefined, NaN, Infinity, '\ud800', { a: '\udfff' }]) {
      expect(() => canonical(value)).toThrow();
    }
  });
});

describe('digests', () => {
  it('are SHA-256 (FIPS 180-4, "abc")', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('are HMAC-SHA-256 (RFC 4231 test case 2)', () => {
    const key = Buffer.from('Jefe').toString('hex');
    expect(hmacHex(key, 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
