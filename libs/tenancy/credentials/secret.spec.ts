import { describe, expect, it } from '@jest/globals';
import { hashSecret, kindOfSecret, newSecret, sameHash } from './secret.js';

describe('secrets', () => {
  it('say by their prefix what they are, and hold 256 bits', () => {
    const { plain, prefix, hash } = newSecret('api_key');
    expect(plain).toMatch(/^cwk_[A-Za-z0-9_-]{43}$/);
    expect(plain.startsWith(prefix)).toBe(true);
    expect(hash).toBe(hashSecret(plain));
    expect(kindOfSecret(plain)).toBe('api_key');
    expect(newSecret('api_key').plain).not.toBe(plain);
  });

  it('of any other shape were never issued', () => {
    const { plain } = newSecret('operator');
    for (const text of [
      '',
      'cwo_',
      plain.slice(0, -1),
      `${plain}A`,
      plain.replace('cwo_', 'cwx_'),
      `${plain.slice(0, -1)}ü`,
    ]) {
      expect(kindOfSecret(text)).toBeUndefined();
    }
  });

  it('compare by hash, also when one is damaged', () => {
    const [one, other] = [hashSecret('a'), hashSecret('b')];
    expect(sameHash(one, one)).toBe(true);
    expect(sameHash(one, other)).toBe(false);
    expect(sameHash(one, one.slice(2))).toBe(false);
  });
});
