import type { KeyObject } from 'node:crypto';
import { decrypt, encrypt, nonceLength, tagLength } from './aes-gcm.js';
import { newNonce } from './nonce.js';
import { VaultError } from './vault-error.js';

/*
 * A sealed value, as it is stored:
 *
 *   format (1) | id of the key (16) | nonce (12) | ciphertext (as long as the plaintext) | tag (16)
 *
 * It opens only where it was sealed: format, key id and the whole place are authenticated. The nonce is random, so one
 * key may seal at most 2^32 values (NIST SP 800-38D, section 8.3); a new version of the data key starts afresh.
 */
const format = 1;
const keyIdLength = 16;
const headerLength = 1 + keyIdLength;
const textStart = headerLength + nonceLength;
const overhead = textStart + tagLength;

/** A symmetric key and the UUID that blobs name it by. A KeyObject shows nothing when it is logged. */
export interface SealingKey {
  readonly id: string;
  readonly secret: KeyObject;
}

/** Where a sealed value lives. `version` rises with every new value of the field, so an old one cannot be put back. */
export interface Place {
  readonly organizationId: string;
  readonly table: string;
  readonly rowId: string;
  readonly field: string;
  readonly version: number;
}

export const seal = (key: SealingKey, plaintext: Uint8Array, place: Place): Buffer => {
  const header = headerOf(key);
  const nonce = newNonce();
  const sealed = encrypt({ key: key.secret, nonce, aad: associatedData(header, place) }, plaintext);
  return Buffer.concat([header, nonce, sealed]);
};

export const open = (key: SealingKey, blob: Uint8Array, place: Place): Buffer => {
  if (keyIdOf(blob) !== key.id) throw new VaultError(`sealed with key ${keyIdOf(blob)}, not with ${key.id}`);
  const header = blob.subarray(0, headerLength);
  const nonce = blob.subarray(headerLength, textStart);
  const ciphertext = blob.subarray(textStart, blob.length - tagLength);
  const tag = blob.subarray(blob.length - tagLength);
  return decrypt({ key: key.secret, nonce, aad: associatedData(header, place) }, { ciphertext, tag });
};

/** The key a blob names. Not yet authenticated: good for finding the key, and for nothing else. */
export const keyIdOf = (blob: Uint8Array): string => {
  if (blob.length < overhead) throw new VaultError(`${String(blob.length)} bytes are too short to be sealed`);
  if (blob[0] !== format) throw new VaultError(`unknown format ${String(blob[0])}`);
  return bytesToId(blob.subarray(1, headerLength));
};

/** Each part is preceded by its length, so that no two places share an encoding ("ab","c" is not "a","bc"). */
const associatedData = (header: Uint8Array, place: Place): Buffer => {
  if (!Number.isSafeInteger(place.version) || place.version < 0)
    throw new RangeError('version: a whole number');
  const parts = [place.organizationId, place.table, place.rowId, place.field, String(place.version)];
  let length = header.length;
  for (const part of parts) length += 4 + Buffer.byteLength(part, 'utf8');
  const data = Buffer.allocUnsafe(length);
  data.set(header);
  let at = header.length;
  for (const part of parts) {
    const written = data.write(part, at + 4, 'utf8');
    data.writeUInt32BE(written, at);
    at += 4 + written;
  }
  return data;
};

const headers = new WeakMap<SealingKey, Buffer>();

const headerOf = (key: SealingKey): Buffer => {
  const header = headers.get(key) ?? Buffer.concat([Buffer.of(format), idToBytes(key.id)]);
  headers.set(key, header);
  return header;
};

const idToBytes = (id: string): Buffer => {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== keyIdLength) throw new TypeError('A key id is a UUID');
  return bytes;
};

export const bytesToId = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
