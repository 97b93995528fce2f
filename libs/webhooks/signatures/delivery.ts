import type { JSONWebKeySet } from 'jose';

/** Name and value as they came, so that a header or parameter that comes twice is seen. */
export type Pair = readonly [name: string, value: string];

/** What a vendor posted, before anything was parsed. */
export interface Delivery {
  readonly headers: Iterable<Pair>;
  readonly body: Buffer;
  /** The address exactly as the vendor was told. */
  readonly url: string;
  /** E.g. a `URLSearchParams`. */
  readonly query: Iterable<Pair>;
}

export interface SignatureEnvironment {
  readonly now: Date;
  /**
   * A vendor's published keys, cached. `missing` is a key id that was not in the set handed out just before: fetch
   * again, though not more than once a minute, because anybody can invent key ids.
   */
  keys(jwksUrl: string, missing?: string): Promise<JSONWebKeySet>;
}

export const refusalReasons = [
  'no_secret', // nothing stored to check with: quarantine, never pass
  'missing', // the signature, token, timestamp or id is not there
  'malformed', // there, but twice, empty, or not in the form the vendor documents
  'mismatch', // well-formed and wrong
  'expired', // right, but too far from now, in either direction
  'wrong_algorithm', // a token signed in a way that the scheme does not allow
  'wrong_claims', // a token rightly signed, for somebody else
  'keys_unavailable', // the vendor's keys could not be had: temporary
  'unverifiable', // a defect of ours; `cause` says which
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** For `keys_unavailable` and `unverifiable`. */
  readonly cause?: unknown;
}

/** `timestamp` is when the vendor signed, if it says so. */
export type Verdict = { readonly ok: true; readonly timestamp: Date | null } | Refusal;

export const refuse = (reason: RefusalReason): Refusal => ({ ok: false, reason });

/** A value found in a delivery, or why it cannot be used. */
export type Found = { readonly ok: true; readonly value: string } | Refusal;

/** Node's `rawHeaders` (name, value, name, value …) as pairs. */
export function headerPairs(rawHeaders: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return pairs;
}

/** The one header of that name, in any case (RFC 9110 §5.1). */
export function findHeader(headers: Iterable<Pair>, name: string): Found {
  const wanted = name.toLowerCase();
  return onlyOne(headers, given => given.length === wanted.length && given.toLowerCase() === wanted);
}

export function findParameter(query: Iterable<Pair>, name: string): Found {
  return onlyOne(query, given => given === name);
}

/** Two of a kind are refused: which one a proxy or we would take is what an attacker plays with. */
function onlyOne(pairs: Iterable<Pair>, isWanted: (name: string) => boolean): Found {
  let found: string | undefined;
  for (const [name, value] of pairs) {
    if (!isWanted(name)) continue;
    if (found !== undefined) return refuse('malformed');
    found = value;
  }
  if (found === undefined) return refuse('missing');
  return found === '' ? refuse('malformed') : { ok: true, value: found };
}
