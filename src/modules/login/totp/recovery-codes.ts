import { createHash, randomBytes } from 'node:crypto';
import { base32 } from './base32.js';

const count = 10;

/** 80 random bits each, in groups that a person can copy from paper. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: count }, () => (base32(randomBytes(10)).match(/.{4}/g) ?? []).join('-'));

/** So many bits need no slow hash. Case, spaces and dashes do not matter. */
export const recoveryHash = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z2-7]/g, ''))
    .digest('hex');
