import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { VaultError } from './vault-error.js';

export const nonceLength = 12;
export const tagLength = 16;

export interface GcmInput {
  readonly key: KeyObject;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
}

const algorithm = 'aes-256-gcm';
const options = { authTagLength: tagLength };

/** AES-256-GCM (NIST SP 800-38D). Returns ciphertext and tag; the caller guarantees that a nonce is never reused. */
export const encrypt = ({ key, nonce, aad }: GcmInput, plaintext: Uint8Array): Buffer => {
  const cipher = createCipheriv(algorithm, key, nonce, options);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

/**
 * Node takes a GCM tag of 4 to 16 bytes unless it is told the length
 * (https://nodejs.org/api/crypto.html#deciphersetauthtagbuffer-encoding), and a 4-byte tag is guessed in 2^32 tries:
 * so the length is fixed in the options and checked here as well.
 */
export const decrypt = (
  { key, nonce, aad }: GcmInput,
  sealed: { readonly ciphertext: Uint8Array; readonly tag: Uint8Array },
): Buffer => {
  if (nonce.length !== nonceLength) throw new VaultError(`nonce of ${String(nonce.length)} bytes`);
  if (sealed.tag.length !== tagLength) throw new VaultError(`tag of ${String(sealed.tag.length)} bytes`);
  const decipher = createDecipheriv(algorithm, key, nonce, options);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.tag);
  const start = decipher.update(sealed.ciphertext);
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    start.fill(0);
    throw new VaultError('authentication failed');
  }
};
