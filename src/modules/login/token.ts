import { createHash, createHmac, randomBytes } from 'node:crypto';

export interface Token {
  /** Shown once, or in a cookie; never stored. */
  readonly plain: string;
  readonly hash: string;
}

const shape = /^[A-Za-z0-9_-]{43}$/;

export const isToken = (text: unknown): text is string => typeof text === 'string' && shape.test(text);

/** 256 random bits, so that a plain SHA-256 is enough to store them. */
export const newToken = (): Token => {
  const plain = randomBytes(32).toString('base64url');
  return { plain, hash: hashToken(plain) };
};

export const hashToken = (plain: string): string => createHash('sha256').update(plain).digest('hex');

/** Another token that only the holder of this one, and we when it is sent, can compute. */
export const derived = (plain: string, purpose: string): string =>
  createHmac('sha256', plain).update(purpose).digest('base64url');
