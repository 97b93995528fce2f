import { createSecretKey, type KeyObject } from 'node:crypto';
import { bytesToId, type SealingKey } from './envelope.js';
import { deriveKey } from './hkdf.js';
import { type KeyFile, unusableKey } from './key-file.js';

/** A key-encryption key as the operator keeps it. It is never used itself: each use has a key derived from it. */
export interface RootKey {
  readonly id: string;
  readonly root: KeyObject;
  readonly wrapping: SealingKey;
}

export const rootKeyOf = (bytes: Uint8Array): RootKey => {
  const root = createSecretKey(bytes);
  const id = fingerprint(root);
  return { id, root, wrapping: { id, secret: deriveKey(root, 'wrapping') } };
};

export const rootKeysIn = (file: string, content: KeyFile): RootKey[] =>
  content.keys.map(entry => {
    const key = rootKeyOf(decodeKey(entry.key, file));
    if (key.id === entry.id) return key;
    throw unusableKey(
      `The key file ${file} is damaged: its key ${entry.id} is another key. Restore its backup.`,
    );
  });

/** Buffer.from(…, 'base64') skips what it does not understand; a key is taken exactly or not at all. */
export const decodeKey = (text: string, source: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32 && bytes.toString('base64') === text) return bytes;
  throw unusableKey(`A key in ${source} is not 32 bytes in base64. Make one with "openssl rand -base64 32".`);
};

/** UUIDv8 (RFC 9562, section 5.8) over 122 bits derived from the key; it reveals nothing of it. */
const fingerprint = (root: KeyObject): string => {
  const bytes = deriveKey(root, 'id').export().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytesToId(bytes);
};
