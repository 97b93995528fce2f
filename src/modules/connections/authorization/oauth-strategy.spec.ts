import { describe, expect, it, jest } from '@jest/globals';
import crypto, { createHash } from 'node:crypto';
import { googleCalendarManifest } from '../../../providers/google-calendar/index.js';
import type { OAuth2Auth, ProviderManifest } from '#provider-sdk';
import type { TokenResponse } from '../credentials/token-response.js';
import { runStrategy, type StrategyOutcome } from './oauth-strategy.js';

const manifest: ProviderManifest = googleCalendarManifest;
const auth = manifest.auth as OAuth2Auth;
const redirectUri = 'https://hub.example/oauth/google-calendar/callback';
const party = { manifest, auth, client: { id: 'client', secret: 'secret' } };
const token: TokenResponse = {
  accessToken: 'a',
  refreshToken: null,
  tokenType: 'Bearer',
  expiresInSeconds: null,
  scopes: null,
};
const never = () => Promise.reject(new Error('not now'));

/** One authorization request; answers its parameters and the verifier that was kept. */
const begin = async (
  state: string,
  change: Partial<OAuth2Auth> = {},
  wait: Promise<void> = Promise.resolve(),
) => {
  let verifier: string | null = null;
  const start = async (kept: string | null): Promise<string> => {
    verifier = kept;
    await wait;
    return state;
  };
  const hooks = { start, codeVerifier: null, exchange: never };
  const outcome = await runStrategy(
    { ...party, auth: { ...auth, ...change } },
    redirectUri,
    hooks,
    { query: {} },
    ['one', 'two'],
  );
  if (outcome.kind !== 'redirect') throw new Error('No redirect');
  return {
    url: new URL(outcome.url),
    query: new URL(outcome.url).searchParams,
    verifier: verifier as string | null,
  };
};

const s256 = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

describe('the authorization request', () => {
  it('makes of the octets of RFC 7636, Appendix B, its verifier and its challenge', async () => {
    const octets =
      't\x18\xdf\xb4\x97\x99\xe0%O\xfa`}\xd8\xad\xbb\xba\x16\xd4%Mi\xd6\xbf\xf0[X\x05XS\x84\x8dy';
    const random = jest
      .spyOn(crypto, 'pseudoRandomBytes')
      .mockImplementationOnce(() => Buffer.from(octets, 'latin1'));
    const { query, verifier } = await begin('st');
    random.mockRestore();
    expect(verifier).toBe('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(query.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('carries the S256 challenge of a fresh verifier of 43 to 128 characters (RFC 7636 §4.1)', async () => {
    const attempts = await Promise.all(Array.from({ length: 50 }, (_, at) => begin(`state-${at}`)));
    for (const { query, verifier } of attempts) {
      expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
      expect(query.get('code_challenge')).toBe(s256(verifier ?? ''));
      expect(query.get('code_challenge_method')).toBe('S256');
    }
    expect(new Set(attempts.map(attempt => attempt.verifier)).size).toBe(50);
  });

  it('keeps attempts apart that overlap, and leaves the manifest as it was', async () => {
    const before = structuredClone(auth.authorizeParams);
    let go = (): void => undefined;
    const held = new Promise<void>(resolve => (go = resolve));
    const slow = begin('slow', {}, held);
    const quick = await begin('quick');
    go();
    const late = await slow;
    expect(late.query.get('state')).toBe('slow');
    expect(late.query.get('code_challenge')).toBe(s256(late.verifier ?? ''));
    expect(late.query.get('code_challenge')).not.toBe(quick.query.get('code_challenge'));
    expect(auth.authorizeParams).toEqual(before);
  });

  it('speaks the dialect of the manifest', async () => {
    const { url, query, verifier } = await begin('st', {
      authorizeUrl: 'https://vendor.example/authorize?tenant=1',
      scopeSeparator: ',',
      pkce: 'none',
      authorizeParams: { access_type: 'offline' },
    });
    expect(url.origin + url.pathname).toBe('https://vendor.example/authorize');
    expect(Object.fromEntries(query)).toEqual({
      tenant: '1',
      access_type: 'offline',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'one,two',
      state: 'st',
      client_id: 'client',
    });
    expect(verifier).toBeNull();
  });
});

describe('the answer to it', () => {
  const answer = (
    query: Record<string, string>,
    exchange: (code: string) => Promise<TokenResponse>,
  ): Promise<StrategyOutcome> =>
    runStrategy(party, redirectUri, { start: never, codeVerifier: 'v'.repeat(43), exchange }, { query }, [
      'one',
    ]);

  it('trades its code for a token', async () => {
    const codes: string[] = [];
    const exchange = (code: string) => {
      codes.push(code);
      return Promise.resolve(token);
    };
    expect(await answer({ code: 'c', state: 's' }, exchange)).toEqual({ kind: 'granted', token });
    expect(codes).toEqual(['c']);
  });

  it('hands the failure of the trade through as it is', async () => {
    const failure = new Error('out of order');
    await expect(answer({ code: 'c', state: 's' }, () => Promise.reject(failure))).rejects.toBe(failure);
  });
});
