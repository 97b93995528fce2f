import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decrypt, encrypt } from './aes-gcm.js';
import { VaultError } from './vault-error.js';

/*
 * Test cases 13 to 16 (AES-256, 96-bit nonce) of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)",
 * Appendix B, the algorithm's submission to NIST that SP 800-38D standardised:
 * https://csrc.nist.rip/groups/ST/toolkit/BCM/documents/proposedmodes/gcm/gcm-spec.pdf
 */
const key = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const nonce = 'cafebabefacedbaddecaf888';
const text =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const sealed =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
  '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';
const zeroKey = '00'.repeat(32);
const zeroNonce = '00'.repeat(12);
const vectors = [
  {
    name: '13',
    key: zeroKey,
    nonce: zeroNonce,
    aad: '',
    text: '',
    sealed: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    ...{ name: '14', key: zeroKey, nonce: zeroNonce, aad: '', text: '00'.repeat(16) },
    ...{ sealed: 'cea7403d4d606b6e074ec5d3baf39d18', tag: 'd0d1c8a799996bf0265b98b5d48ab919' },
  },
  { name: '15', key, nonce, aad: '', text, sealed, tag: 'b094dac5d93471bdec1a502270e3cc6c' },
  {
    ...{ name: '16', key, nonce, aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2', text: text.slice(0, 120) },
    ...{ sealed: sealed.slice(0, 120), tag: '76fc6ece0f4e1768cddf8853bb2d551b' },
  },
];

const hex = (value: string): Buffer => Buffer.from(value, 'hex');
const inputOf = (vector: { key: string; nonce: string; aad: string }) => ({
  key: createSecretKey(hex(vector.key)),
  nonce: hex(vector.nonce),
  aad: hex(vector.aad),
});

describe('AES-256-GCM', () => {
  it.each(vectors)('agrees with test case $name of the GCM specification, both ways', vector => {
    expect(encrypt(inputOf(vector), hex(vector.text)).toString('hex')).toBe(vector.sealed + vector.tag);
    const opened = decrypt(inputOf(vector), { ciphertext: hex(vector.sealed), tag: hex(vector.tag) });
    expect(opened.toString('hex')).toBe(vector.text);
  });

  it.each(Array.from({ length: 16 }, (_, length) => length))('refuses a tag cut to %i bytes', length => {
    const [vector] = vectors.slice(2);
    if (!vector) throw new Error('no vector');
    const cut = { ciphertext: hex(vector.sealed), tag: hex(vector.tag).subarray(0, length) };
    expect(() => decrypt(inputOf(vector), cut)).toThrow(VaultError);
  });

  it('refuses a longer tag and a nonce of another length', () => {
    const ciphertext = hex(sealed);
    const tag = hex('b094dac5d93471bdec1a502270e3cc6c');
    const input = inputOf({ key, nonce, aad: '' });
    expect(() => decrypt(input, { ciphertext, tag: Buffer.concat([tag, Buffer.of(0)]) })).toThrow(VaultError);
    expect(() => decrypt({ ...input, nonce: hex(nonce + '00') }, { ciphertext, tag })).toThrow(VaultError);
    expect(() => decrypt({ ...input, nonce: hex(nonce).subarray(1) }, { ciphertext, tag })).toThrow(
      VaultError,
    );
  });
});
