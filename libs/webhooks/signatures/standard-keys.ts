import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { decodeStrict } from './encoding.js';

/** What is signed: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standardContent = (id: string, timestamp: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);

/** No full stop in an id, or the same bytes could be read as another id, time and body. */
export const standardId = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** How one secret takes part: `v1` by HMAC-SHA256, `v1a` by Ed25519 (RFC 8032). */
export type StandardKey =
  | { readonly version: 'v1'; readonly secret: KeyObject }
  | { readonly version: 'v1a'; readonly secret: KeyObject | null; readonly published: KeyObject };

/**
 * Reads `whsec_<base64>`, `whsk_<base64 of seed and public key>` or `whpk_<base64 of the public key>`; a secret with no
 * prefix is taken as `whsec_`, as the published libraries do. `null`: not a key.
 */
export function readStandardKey(text: string): StandardKey | null {
  const [, prefix = 'whsec_', encoded = ''] = /^(whsec_|whsk_|whpk_)?(.*)$/s.exec(text) ?? [];
  const bytes = decodeStrict(encoded, 'base64');
  if (!bytes) return null;
  // An HMAC by a key object takes Node 24 4 µs, by the bytes themselves 14.
  if (prefix === 'whsec_') return { version: 'v1', secret: createSecretKey(bytes) };
  if (prefix === 'whpk_')
    return bytes.length === 32 ? { version: 'v1a', secret: null, published: publicKey(bytes) } : null;
  return bytes.length === 64 ? readKeyPair(bytes.subarray(0, 32), bytes.subarray(32)) : null;
}

/** Refused when the halves do not belong together: receivers hold the public one. */
function readKeyPair(seed: Buffer, published: Buffer): StandardKey | null {
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const derived = createPublicKey(secret);
  return derived.equals(publicKey(published)) ? { version: 'v1a', secret, published: derived } : null;
}

/** RFC 8410 §7: the fixed head of an Ed25519 private key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const publicKey = (bytes: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });

/** `null` for a public key, which cannot sign. */
export function signContent(key: StandardKey, content: Buffer): string | null {
  if (key.version === 'v1') return `v1,${createHmac('sha256', key.secret).update(content).digest('base64')}`;
  return key.secret && `v1a,${sign(null, content, key.secret).toString('base64')}`;
}

export const verifyEd25519 = (published: KeyObject, content: Buffer, signature: Buffer): boolean =>
  verify(null, content, published, signature);
