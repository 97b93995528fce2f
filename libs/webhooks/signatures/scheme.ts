/**
 * How a vendor signs what it posts. Data only, so that a manifest can say it; `verifySignature` is the one place that
 * knows how each is checked, always over the raw bytes and in constant time.
 */
export type SignatureScheme = HmacScheme | StandardScheme | TokenScheme | JwtScheme;

/** What is signed is the concatenation of these; `{ text }` is a literal. */
export type SignedPart = 'body' | 'timestamp' | 'id' | 'url' | { readonly text: string };

export interface HmacScheme {
  readonly kind: 'hmac';
  /** Name of the header that carries the signature. */
  readonly header: string;
  readonly algorithm: 'sha256' | 'sha1';
  readonly encoding: 'hex' | 'base64';
  /** Comes before the signature in the header, e.g. `sha256=`. */
  readonly prefix?: string;
  readonly signed: readonly SignedPart[];
  /** In a header (signed only when it is one of `signed`), or in the signed JSON body itself (Linear). */
  readonly timestamp?: ({ readonly header: string } | { readonly body: readonly string[] }) & TimestampWindow;
  /** Header of the id that is signed. */
  readonly idHeader?: string;
}

export interface TimestampWindow {
  readonly unit: 'seconds' | 'milliseconds' | 'iso8601';
  /** How far it may be from now, both ways. */
  readonly toleranceSeconds: number;
}

/**
 * https://www.standardwebhooks.com, several signatures in one header, five minutes. Secrets are `whsec_…` (HMAC, `v1`)
 * or `whpk_…` (Ed25519, `v1a`).
 */
export interface StandardScheme {
  readonly kind: 'standard';
}

/**
 * A shared secret that comes along as it is: in a header, or at every match of a path in the JSON body (`*` is every
 * member of a list). Every match must be right, and there must be one.
 */
export interface TokenScheme {
  readonly kind: 'token';
  readonly in: { readonly header: string } | { readonly body: readonly string[] };
}

/** A signed token. It must end (`exp`), unless `maxAgeSeconds` limits its age by `iat`. */
export type JwtScheme = SecretJwtScheme | PublishedJwtScheme;

export interface SecretJwtScheme extends JwtRules {
  /** HS256 with the shared secret. */
  readonly keys: 'secret';
  readonly audience?: JwtAudience;
}

export interface PublishedJwtScheme extends JwtRules {
  readonly keys: { readonly jwksUrl: string; readonly algorithms: readonly PublishedAlgorithm[] };
  /** Required: the vendor signs for everybody with these keys, so a token must say that it is for us. */
  readonly audience: JwtAudience;
}

/** Only algorithms with a key pair: a published key must never serve as an HMAC secret. */
export type PublishedAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';

/** `url`: the address it was posted to; `secret`: what the operator stored as the secret (e.g. the client id). */
export type JwtAudience = 'url' | 'secret' | { readonly text: string };

interface JwtRules {
  readonly kind: 'jwt';
  /** `bearer`: Authorization header; else a query parameter, or every match of a path in the JSON body. */
  readonly in: 'bearer' | { readonly query: string } | { readonly body: readonly string[] };
  readonly issuers?: readonly string[];
  /** Claims that must be exactly so, e.g. `email_verified: true`. */
  readonly claims?: Readonly<Record<string, string | boolean>>;
  /** The claim that must equal the stored secret, e.g. the push service account's `email`. */
  readonly secretClaim?: string;
  /** For vendors whose tokens carry `iat` and no `exp` (Apple). */
  readonly maxAgeSeconds?: number;
}
