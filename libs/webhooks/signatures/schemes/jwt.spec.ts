import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import type { Verdict } from '../delivery.js';
import type { JwtScheme } from '../scheme.js';
import { environmentAt, publishedKeys, publishedScheme, publishedToken } from '../testing/jwt-vectors.js';
import { address, at, deliveryOf, now, sharedSecret } from '../testing/vector.js';
import { verifySignature } from '../verify-signature.js';

const bySecret: JwtScheme = { kind: 'jwt', in: 'bearer', keys: 'secret' };
const account = 'push@project.iam.gserviceaccount.com';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 7515 by hand, so that tokens no library would make can be made. */
function tokenOf(claims: unknown, header: unknown = { alg: 'HS256' }, secret = sharedSecret): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const judge = (scheme: JwtScheme, token: string, secret = sharedSecret, time = now): Promise<Verdict> =>
  verifySignature(
    scheme,
    deliveryOf([['authorization', `Bearer ${token}`]], ''),
    [secret],
    environmentAt(time),
  );

const reasonOf = (verdict: Verdict): string => (verdict.ok ? 'accepted' : verdict.reason);
const second = now.getTime() / 1000;
const lasting = { iat: second, exp: second + 600 };

describe('the algorithm of a token', () => {
  it.each([
    ['none', `${encode({ alg: 'none' })}.${encode(lasting)}.`, 'malformed'],
    ['none with a signature', tokenOf(lasting, { alg: 'none' }), 'wrong_algorithm'],
    ['NONE', tokenOf(lasting, { alg: 'NONE' }), 'wrong_algorithm'],
    ['HS512', tokenOf(lasting, { alg: 'HS512' }), 'wrong_algorithm'],
    ['RS256', tokenOf(lasting, { alg: 'RS256' }), 'wrong_algorithm'],
    ['absent', tokenOf(lasting, {}), 'malformed'],
    ['an unknown critical extension', tokenOf(lasting, { alg: 'HS256', crit: ['x'], x: 1 }), 'malformed'],
    ['unencoded payload', tokenOf(lasting, { alg: 'HS256', crit: ['b64'], b64: false }), 'malformed'],
    ['HS256', tokenOf(lasting), 'accepted'],
  ])('%s', async (_, token, expected) => {
    expect(reasonOf(await judge(bySecret, token))).toBe(expected);
  });

  it('cannot make the published key an HMAC secret', async () => {
    const [key] = publishedKeys.keys;
    const forged = tokenOf(lasting, { alg: 'HS256', kid: 'k1' }, key?.n);
    expect(reasonOf(await judge(publishedScheme, forged, account))).toBe('wrong_algorithm');
  });

  it('cannot bring its own key', async () => {
    const jwk = { kty: 'oct', k: Buffer.from('mine').toString('base64url') };
    expect(reasonOf(await judge(bySecret, tokenOf(lasting, { alg: 'HS256', jwk }, 'mine')))).toBe('mismatch');
  });
});

describe('the claims of a token', () => {
  const strict: JwtScheme = {
    ...bySecret,
    issuers: ['jira'],
    audience: { text: 'us' },
    claims: { email_verified: true },
  };
  const right = { ...lasting, iss: 'jira', aud: 'us', email_verified: true };

  it.each([
    ['all right', right, 'accepted'],
    ['for us among others', { ...right, aud: ['them', 'us'] }, 'accepted'],
    ['for somebody else', { ...right, aud: 'them' }, 'wrong_claims'],
    ['for nobody', { ...right, aud: undefined }, 'wrong_claims'],
    ['by somebody else', { ...right, iss: 'https://jira.evil.example' }, 'wrong_claims'],
    ['by a list', { ...right, iss: ['jira'] }, 'wrong_claims'],
    ['a claim as text', { ...right, email_verified: 'true' }, 'wrong_claims'],
    ['a claim absent', { ...right, email_verified: undefined }, 'wrong_claims'],
    ['without an end', { ...right, exp: undefined }, 'wrong_claims'],
    ['an end that is text', { ...right, exp: String(second + 600) }, 'wrong_claims'],
    ['ended a minute ago', { ...right, exp: second - 60 }, 'expired'],
    ['ended within the tolerance', { ...right, exp: second - 59 }, 'accepted'],
    ['not valid yet', { ...right, nbf: second + 61 }, 'expired'],
    ['a list', [right], 'malformed'],
  ])('%s', async (_, claims, expected) => {
    expect(reasonOf(await judge(strict, tokenOf(claims)))).toBe(expected);
  });

  it('may be limited by age instead of an end', async () => {
    const aged: JwtScheme = { ...bySecret, maxAgeSeconds: 300 };
    expect(await judge(aged, tokenOf({ iat: second }))).toEqual({ ok: true, timestamp: now });
    expect(reasonOf(await judge(aged, tokenOf({ iat: second - 361 })))).toBe('expired');
    expect(reasonOf(await judge(aged, tokenOf({ iat: second + 61 })))).toBe('expired');
    expect(reasonOf(await judge(aged, tokenOf({})))).toBe('wrong_claims');
  });

  it('bind a published key to our account and address', async () => {
    expect(reasonOf(await judge(publishedScheme, publishedToken, account))).toBe('accepted');
    expect(
      reasonOf(await judge(publishedScheme, publishedToken, 'push@another.iam.gserviceaccount.com')),
    ).toBe('wrong_claims');
    const moved = { ...deliveryOf([['authorization', `Bearer ${publishedToken}`]], ''), url: `${address}/x` };
    expect(reasonOf(await verifySignature(publishedScheme, moved, [account], environmentAt(now)))).toBe(
      'wrong_claims',
    );
    expect(reasonOf(await judge(publishedScheme, publishedToken, account, at(second + 86_400)))).toBe(
      'expired',
    );
  });

  it('may name the stored secret as the audience', async () => {
    const toClient: JwtScheme = { ...publishedScheme, audience: 'secret', claims: {} };
    const { secretClaim: _, ...scheme } = toClient;
    expect(reasonOf(await judge(scheme, publishedToken, address))).toBe('accepted');
    expect(reasonOf(await judge(scheme, publishedToken, 'client-2'))).toBe('wrong_claims');
    expect(reasonOf(await verifySignature(scheme, deliveryOf([], ''), [], environmentAt(now)))).toBe(
      'no_secret',
    );
  });
});

describe('where a token stands', () => {
  it.each([
    ['bearer a', 'malformed'],
    ['Basic dXNlcjpwYXNz', 'malformed'],
    [`Bearer  ${tokenOf(lasting)}`, 'malformed'],
    [`Bearer ${tokenOf(lasting)}, Bearer ${tokenOf(lasting)}`, 'malformed'],
    [`Bearer ${tokenOf(lasting)}.${'a'.repeat(20_000)}`, 'malformed'],
    [`BEARER ${tokenOf(lasting)}`, 'accepted'],
  ])('an Authorization header %# is %s', async (header, expected) => {
    const delivery = deliveryOf([['Authorization', header]], '');
    expect(reasonOf(await verifySignature(bySecret, delivery, [sharedSecret], environmentAt(now)))).toBe(
      expected,
    );
  });

  it('a query parameter must come once', async () => {
    const token = tokenOf(lasting);
    const ask = (query: URLSearchParams) =>
      verifySignature(
        { ...bySecret, in: { query: 'jwt' } },
        { ...deliveryOf([], ''), query },
        [sharedSecret],
        environmentAt(now),
      );
    expect(reasonOf(await ask(new URLSearchParams([['jwt', token]])))).toBe('accepted');
    expect(
      reasonOf(
        await ask(
          new URLSearchParams([
            ['jwt', token],
            ['jwt', token],
          ]),
        ),
      ),
    ).toBe('malformed');
    expect(reasonOf(await ask(new URLSearchParams([['JWT', token]])))).toBe('missing');
  });

  it.each([
    [[publishedToken, tokenOf(lasting)], 'wrong_algorithm'],
    [[publishedToken, 1], 'malformed'],
    [Array.from({ length: 17 }, () => publishedToken), 'malformed'],
    [[], 'missing'],
  ])('every token of the body must hold: %#', async (tokens, expected) => {
    const scheme: JwtScheme = { ...publishedScheme, in: { body: ['tokens', '*'] } };
    const delivery = deliveryOf([], JSON.stringify({ tokens }));
    expect(reasonOf(await verifySignature(scheme, delivery, [account], environmentAt(now)))).toBe(expected);
  });
});

describe('the published keys', () => {
  const delivery = deliveryOf([['authorization', `Bearer ${publishedToken}`]], '');
  const ask = (keys: (url: string, missing?: string) => Promise<JSONWebKeySet>) =>
    verifySignature(publishedScheme, delivery, [account], { now, keys });

  it('are asked for again, once, when the key id is new', async () => {
    const asked: unknown[] = [];
    const verdict = await ask((url, missing) => {
      asked.push([url, missing]);
      return Promise.resolve(missing === 'k1' ? publishedKeys : { keys: [] });
    });
    expect(reasonOf(verdict)).toBe('accepted');
    const url = publishedScheme.keys.jwksUrl;
    expect(asked).toEqual([
      [url, undefined],
      [url, 'k1'],
    ]);
  });

  it('refuse the token when they do not have its key', async () => {
    expect(reasonOf(await ask(() => Promise.resolve({ keys: [] })))).toBe('mismatch');
    const renamed = publishedKeys.keys.map(key => ({ ...key, kid: 'k2' }));
    expect(reasonOf(await ask(() => Promise.resolve({ keys: renamed })))).toBe('mismatch');
  });

  it('are said to be away when they cannot be had, with the cause', async () => {
    const cause = new Error('connect ECONNREFUSED');
    expect(await ask(() => Promise.reject(cause))).toEqual({ ok: false, reason: 'keys_unavailable', cause });
    expect(reasonOf(await ask(() => Promise.resolve(JSON.parse('{}') as JSONWebKeySet)))).toBe(
      'keys_unavailable',
    );
    expect(reasonOf(await ask(() => Promise.resolve(JSON.parse('null') as JSONWebKeySet)))).toBe(
      'keys_unavailable',
    );
  });
});
