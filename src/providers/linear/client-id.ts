import { createHash } from 'node:crypto';

/**
 * Linear takes ids that its clients choose, in the form of UUID version 4. One that is derived from the wish is the same
 * when the wish is repeated: https://www.rfc-editor.org/rfc/rfc9562#section-5.4 (version and variant bits).
 */
export const clientId = (...wish: readonly string[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(wish)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
