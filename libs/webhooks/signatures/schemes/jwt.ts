import { createLocalJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { atPath, parseJson } from '../body-path.js';
import {
  findHeader,
  findParameter,
  refuse,
  type Delivery,
  type Refusal,
  type SignatureEnvironment,
  type Verdict,
} from '../delivery.js';
import { equalText } from '../encoding.js';
import type { JwtScheme, PublishedJwtScheme } from '../scheme.js';
import { refusalOf } from './jwt-refusal.js';

/** A vendor's clock and ours may differ by so much. */
const clockToleranceSeconds = 60;
const mostTokens = 16;
// RFC 7515 §7.1, and no longer than any vendor's.
const compact = /^(?=.{1,16384}$)[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

interface Question {
  readonly scheme: JwtScheme;
  readonly secrets: readonly string[];
  readonly env: SignatureEnvironment;
  readonly options: JWTVerifyOptions;
}

type Checked = { readonly ok: true; readonly payload: JWTPayload } | Refusal;

/** RFC 8725: algorithms are pinned by us, never taken from the token; issuer, audience and end are checked. */
export async function verifyJwt(
  scheme: JwtScheme,
  delivery: Delivery,
  secrets: readonly string[],
  env: SignatureEnvironment,
): Promise<Verdict> {
  const needsSecret =
    scheme.keys === 'secret' || scheme.audience === 'secret' || scheme.secretClaim !== undefined;
  if (needsSecret && secrets.length === 0) return refuse('no_secret');
  const tokens = findTokens(scheme, delivery);
  if (!Array.isArray(tokens)) return tokens;
  const question = { scheme, secrets, env, options: optionsFor(scheme, delivery, secrets, env.now) };
  let timestamp: Date | null = null;
  for (const token of tokens) {
    const checked = await checkToken(token, question);
    if (!checked.ok) return checked;
    timestamp = issuedAt(checked.payload);
  }
  return { ok: true, timestamp };
}

function findTokens(scheme: JwtScheme, delivery: Delivery): string[] | Refusal {
  if (scheme.in === 'bearer') {
    const found = findHeader(delivery.headers, 'authorization');
    // The name of the scheme is case-insensitive (RFC 9110 §11.1).
    return found.ok ? wellFormed([/^bearer (.+)$/i.exec(found.value)?.[1]]) : found;
  }
  if ('query' in scheme.in) {
    const found = findParameter(delivery.query, scheme.in.query);
    return found.ok ? wellFormed([found.value]) : found;
  }
  const body = parseJson(delivery.body);
  if (body === undefined) return refuse('malformed');
  const matches = atPath(body, scheme.in.body);
  return matches.length === 0 || matches.includes(undefined) ? refuse('missing') : wellFormed(matches);
}

function wellFormed(matches: readonly unknown[]): string[] | Refusal {
  const tokens = matches.filter(match => typeof match === 'string' && compact.test(match));
  const all = tokens.length === matches.length && tokens.length <= mostTokens;
  return all ? tokens.map(String) : refuse('malformed');
}

function optionsFor(
  scheme: JwtScheme,
  delivery: Delivery,
  secrets: readonly string[],
  currentDate: Date,
): JWTVerifyOptions {
  const { audience, issuers, maxAgeSeconds } = scheme;
  return {
    algorithms: scheme.keys === 'secret' ? ['HS256'] : [...scheme.keys.algorithms],
    currentDate,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: maxAgeSeconds === undefined ? ['exp'] : [],
    ...(maxAgeSeconds === undefined ? {} : { maxTokenAge: maxAgeSeconds }),
    ...(issuers ? { issuer: [...issuers] } : {}),
    ...(audience === undefined ? {} : { audience: audiences(audience, delivery.url, secrets) }),
  };
}

function audiences(
  audience: PublishedJwtScheme['audience'],
  url: string,
  secrets: readonly string[],
): string[] {
  if (audience === 'url') return [url];
  return audience === 'secret' ? [...secrets] : [audience.text];
}

async function checkToken(token: string, question: Question): Promise<Checked> {
  const { keys } = question.scheme;
  const checked =
    keys === 'secret'
      ? await verifyWithSecrets(token, question)
      : await verifyPublished(token, keys.jwksUrl, question);
  return checked.ok && !claimsHold(checked.payload, question) ? refuse('wrong_claims') : checked;
}

function claimsHold(payload: JWTPayload, { scheme, secrets }: Question): boolean {
  const exact = Object.entries(scheme.claims ?? {}).every(
    ([name, wanted]) => claim(payload, name) === wanted,
  );
  if (!exact || scheme.secretClaim === undefined) return exact;
  const given = claim(payload, scheme.secretClaim);
  return typeof given === 'string' && secrets.some(secret => equalText(given, secret));
}

const claim = (payload: JWTPayload, name: string): unknown =>
  Object.hasOwn(payload, name) ? payload[name] : undefined;

/** The refusal that says most: a token signed with one secret is "expired" even though it is no match for the other. */
async function verifyWithSecrets(token: string, { secrets, options }: Question): Promise<Checked> {
  let refusal = refuse('mismatch');
  for (const secret of secrets) {
    const checked = await attempt(() => jwtVerify(token, Buffer.from(secret), options));
    if (checked.ok) return checked;
    if (checked.reason !== 'mismatch') refusal = checked;
  }
  return refusal;
}

/** A key id that is not in the set may be a key the vendor has just begun to use: asked for once more. */
async function verifyPublished(token: string, jwksUrl: string, { env, options }: Question): Promise<Checked> {
  let missing: string | undefined;
  const verifyOnce = async (): Promise<Checked> => {
    const set = await fetchKeys(env, jwksUrl, missing);
    if ('reason' in set) return set;
    return attempt(() =>
      jwtVerify(
        token,
        async (header, input) => {
          missing = set.keys.some(({ kid }) => kid === header.kid) ? undefined : header.kid;
          return createLocalJWKSet(set)(header, input);
        },
        options,
      ),
    );
  };
  const first = await verifyOnce();
  return missing === undefined || first.ok ? first : verifyOnce();
}

async function fetchKeys(env: SignatureEnvironment, jwksUrl: string, missing: string | undefined) {
  try {
    const set = await env.keys(jwksUrl, missing);
    return Array.isArray(set.keys) ? set : refuse('keys_unavailable');
  } catch (cause) {
    return { ...refuse('keys_unavailable'), cause };
  }
}

async function attempt(verify: () => Promise<{ payload: JWTPayload }>): Promise<Checked> {
  try {
    return { ok: true, payload: (await verify()).payload };
  } catch (error) {
    if (error instanceof errors.JOSEError) return refusalOf(error);
    throw error;
  }
}

function issuedAt({ iat }: JWTPayload): Date | null {
  const timestamp = typeof iat === 'number' ? new Date(iat * 1000) : null;
  return timestamp && Number.isFinite(timestamp.getTime()) ? timestamp : null;
}
