import { createHash, timingSafeEqual } from 'node:crypto';

/** Strict: Node's own decoders skip what they do not know, so that `ab!zz` would decode to something. */
export function decodeStrict(text: string, encoding: 'hex' | 'base64'): Buffer | null {
  if (encoding === 'hex') return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

export const equalBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Compared by their digests, so that not even the length of the secret shows in the time it takes. */
export const equalText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
