import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface HkdfInput {
  readonly secret: Uint8Array | KeyObject;
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
}

/** HKDF-SHA-256 (RFC 5869). For secrets that are random already; a password would need a slow function instead. */
export const hkdf = ({ secret, salt, info }: HkdfInput, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/** A 256-bit key for one purpose: knowing it tells nothing about the secret or about another purpose's key. */
export const deriveKey = (secret: KeyObject, purpose: string): KeyObject =>
  createSecretKey(hkdf({ secret, salt: Buffer.alloc(0), info: Buffer.from(`causeway/v1/${purpose}`) }, 32));
