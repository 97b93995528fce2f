import { randomBytes } from 'node:crypto';
import type { Actor } from '#kernel';
import { canonical, hmacHex, type Json, sha256Hex } from './canonical.js';

/*
 * One chain per organization. Each event's hash covers everything in it but the personal data, and the hash of the
 * event before it; so changing, removing, adding or reordering events breaks every hash from there on. Personal data
 * is covered by a salted digest: erasing data and salt leaves a digest that says nothing and hashes that still hold.
 */
export type Outcome = 'success' | 'refused' | 'failure';

export interface Target {
  readonly type: string;
  readonly id: string;
}

export type Details = Readonly<Record<string, Json | undefined>>;

/** What may be erased: `address` and `userAgent` of the caller, names and addresses that people have. */
export type PersonalFacts = Readonly<Record<string, Json | undefined>>;

/** Everything the hash covers, as it is exported. */
export interface ChainedFacts {
  readonly id: string;
  readonly organizationId: string;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor: Actor;
  readonly target: Target;
  readonly details: Details;
  readonly requestId: string | null;
  readonly personalDigest: string | null;
  readonly previousHash: string;
}

export interface SealedPersonal {
  readonly personal: PersonalFacts | null;
  readonly personalSalt: string | null;
  readonly personalDigest: string | null;
}

export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What the first event names as its predecessor. */
export const genesis: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

export const hashOf = (facts: ChainedFacts): string => sha256Hex(canonical(facts));

/** An address has few possible values, so a plain hash of it could be guessed back; the salt is the HMAC's key. */
export const personalDigest = (personal: PersonalFacts, salt: string): string =>
  hmacHex(salt, canonical(personal));

export const sealPersonal = (personal: PersonalFacts): SealedPersonal => {
  if (Object.keys(personal).length === 0) return { personal: null, personalSalt: null, personalDigest: null };
  const personalSalt = randomBytes(32).toString('hex');
  return { personal, personalSalt, personalDigest: personalDigest(personal, personalSalt) };
};
