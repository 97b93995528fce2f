import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefixes = { operator: 'cwo_', api_key: 'cwk_', member: 'cws_', portal: 'cwp_' } as const;
export type SecretKind = keyof typeof prefixes;

export interface Secret {
  /** Shown once, never stored. */
  readonly plain: string;
  /** First characters, so that a person can tell keys apart. */
  readonly prefix: string;
  readonly hash: string;
}

const body = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits. A plain SHA-256 is enough to store them: nobody can enumerate 2^256 candidates. */
export const newSecret = (kind: SecretKind): Secret => {
  const plain = prefixes[kind] + randomBytes(32).toString('base64url');
  return { plain, prefix: plain.slice(0, 10), hash: hashSecret(plain) };
};

export const hashSecret = (plain: string): string => createHash('sha256').update(plain).digest('hex');

/** What kind of secret this text could be; undefined for anything that we never issued. */
export const kindOfSecret = (text: string): SecretKind | undefined => {
  const kinds = Object.keys(prefixes) as SecretKind[];
  return kinds.find(kind => text.startsWith(prefixes[kind]) && body.test(text.slice(prefixes[kind].length)));
};

export const sameHash = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
};
