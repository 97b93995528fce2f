import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { base32, fromBase32 } from './base32.js';
import { acceptedStep, codeAt, stepAt } from './totp.js';

const secret = Buffer.from('12345678901234567890');

describe('time-based codes', () => {
  // RFC 6238 appendix B, SHA-1
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i seconds are %s', (seconds, code) => {
    expect(codeAt(secret, stepAt(new Date(seconds * 1000)), 8)).toBe(code);
  });

  // RFC 4226 appendix D
  const counted = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'
    .split(' ')
    .map((code, counter) => ({ code, counter }));
  it.each(counted)('of counter $counter are $code', ({ code, counter }) =>
    expect(codeAt(secret, counter)).toBe(code),
  );

  it('are accepted one step early or late, and no further', () => {
    const now = new Date(1_000_000_000_000);
    const at = (distance: number) =>
      acceptedStep(secret, codeAt(secret, stepAt(now) + distance), { now, lastStep: null });
    expect([-2, -1, 0, 1, 2].map(at).map(step => step !== null)).toEqual([false, true, true, true, false]);
  });

  it('are refused the second time, and so are those of earlier steps', () => {
    const now = new Date(1_000_000_000_000);
    const lastStep = acceptedStep(secret, codeAt(secret, stepAt(now)), { now, lastStep: null });
    expect(lastStep).toBe(stepAt(now));
    expect(acceptedStep(secret, codeAt(secret, stepAt(now)), { now, lastStep })).toBeNull();
    expect(acceptedStep(secret, codeAt(secret, stepAt(now) - 1), { now, lastStep })).toBeNull();
    expect(acceptedStep(secret, codeAt(secret, stepAt(now) + 1), { now, lastStep })).toBe(stepAt(now) + 1);
  });

  it.each(['', '12345', '1234567', '١٢٣٤٥٦', 'abcdef'])('that are %j are refused', code => {
    expect(acceptedStep(secret, code, { now: new Date(0 + 90_000), lastStep: null })).toBeNull();
  });
});

describe('base32', () => {
  // RFC 4648 section 10
  it.each([
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %s is %s', (text, encoded) => expect(base32(Buffer.from(text))).toBe(encoded));

  it('comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes =>
        fromBase32(base32(bytes)).equals(Buffer.from(bytes)),
      ),
    );
  });
});
