import { describe, expect, it } from '@jest/globals';
import { readTokenResponse } from './token-response.js';

const answer = (more: object): string => JSON.stringify({ access_token: 'a', token_type: 'Bearer', ...more });
const failure = (status: number, text: string): unknown => {
  try {
    readTokenResponse(status, text);
  } catch (error) {
    return error;
  }
  throw new Error('It was taken');
};

describe('a token endpoint’s answer', () => {
  it('is read as RFC 6749 §5.1 has it', () => {
    expect(
      readTokenResponse(200, answer({ refresh_token: 'r', expires_in: 3600, scope: 'one two' })),
    ).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      tokenType: 'Bearer',
      expiresInSeconds: 3600,
      scopes: ['one', 'two'],
    });
  });

  it('is read in form encoding as well, as GitHub sends it', () => {
    const text = 'access_token=a%2Bb&scope=repo%2Cgist&token_type=bearer&expires_in=28800&refresh_token=r';
    expect(readTokenResponse(200, text)).toMatchObject({
      accessToken: 'a+b',
      refreshToken: 'r',
      expiresInSeconds: 28_800,
      scopes: ['repo', 'gist'],
    });
  });

  it.each([
    [3600, 3600],
    ['3600', 3600],
    [3599.9, 3599],
    [undefined, null],
    [null, null],
    [0, null],
    ['0', null],
    [-1, null],
    ['-1', null],
    ['', null],
    ['soon', null],
    ['1e9', null],
    ['99999999999', null],
    [true, null],
    [{}, null],
    [[3600], null],
  ])('with expires_in %j lives %j seconds', (value, seconds) => {
    expect(readTokenResponse(200, answer({ expires_in: value })).expiresInSeconds).toBe(seconds);
  });

  it.each([9e15, 1e300])('with expires_in %d still has an end that a date can hold', value => {
    const { expiresInSeconds } = readTokenResponse(200, answer({ expires_in: value }));
    expect(Number.isNaN(new Date(Date.now() + (expiresInSeconds ?? 0) * 1000).getTime())).toBe(false);
  });

  it.each([
    [undefined, null],
    ['', null],
    [17, null],
    ['a,b', ['a', 'b']],
    [' a   b ', ['a', 'b']],
  ])('with scope %j granted %j', (scope, scopes) => {
    expect(readTokenResponse(200, answer({ scope })).scopes).toEqual(scopes);
  });

  it.each([
    ['invalid_grant', 400, 'auth_expired'],
    ['invalid_grant', 200, 'auth_expired'],
    ['invalid_grant', 401, 'auth_expired'],
    ['invalid_client', 401, 'permanent'],
    ['unauthorized_client', 400, 'permanent'],
    ['bad_verification_code', 200, 'permanent'],
    ['temporarily_unavailable', 400, 'temporary'],
    ['server_error', 400, 'temporary'],
    ['slow_down', 400, 'temporary'],
  ])('with error %s and status %i means %s', (error, status, providerCode) => {
    expect(failure(status, JSON.stringify({ error }))).toMatchObject({ providerCode, remoteStatus: status });
  });

  it.each([
    ['<html>Sign in to the network</html>', 200, 'temporary'],
    ['<html>Bad gateway</html>', 502, 'temporary'],
    ['', 200, 'temporary'],
    ['null', 200, 'temporary'],
    ['[]', 200, 'temporary'],
    ['"access_token"', 200, 'temporary'],
    ['{"access_token":', 200, 'temporary'],
    [answer({ access_token: '' }), 200, 'temporary'],
    [answer({ access_token: 7 }), 200, 'temporary'],
    [answer({}), 302, 'temporary'],
    [answer({}), 500, 'temporary'],
    ['{}', 408, 'temporary'],
    ['{}', 429, 'temporary'],
    ['{}', 404, 'permanent'],
    ['{"error":{"code":500}}', 500, 'temporary'],
  ])('%j with status %i is no token, and never the end of a grant', (text, status, providerCode) => {
    expect(failure(status, text)).toMatchObject({ providerCode });
  });

  it('never repeats what stands in the place of an error’s name', () => {
    for (const error of ['ya29.A0ARrdaM-secret', 'secret1', 'x'.repeat(80), '<script>', 'a b']) {
      expect((failure(400, JSON.stringify({ error })) as Error).message).not.toContain(error);
    }
  });
});

describe('a token answer in a vendor’s dialect', () => {
  const dialect = {
    userToken: { scopeParam: 'user_scope', at: ['authed_user'] },
    tokenErrors: { invalid_refresh_token: 'invalid_grant', internal_error: 'temporarily_unavailable' },
  } as const;
  const own = { access_token: 'xoxp', refresh_token: 'r2', expires_in: 43_200, scope: 'search:read' };
  const read = (body: object, want: 'app' | 'user' = 'app') =>
    readTokenResponse(200, JSON.stringify(body), dialect, want);

  it('holds the person’s token beside the app’s, and none when there is none', () => {
    expect(
      read({ ok: true, access_token: 'xoxb', scope: 'a,b', authed_user: { id: 'U', ...own } }),
    ).toMatchObject({
      accessToken: 'xoxb',
      scopes: ['a', 'b'],
      user: { accessToken: 'xoxp', refreshToken: 'r2', expiresInSeconds: 43_200, scopes: ['search:read'] },
    });
    for (const authed_user of [{ id: 'U' }, null, 'x', { access_token: 7 }])
      expect(read({ access_token: 'xoxb', authed_user }).user).toBeUndefined();
  });

  it('is the person’s renewed token at the top or in its own place', () => {
    expect(read(own, 'user')).toMatchObject({ accessToken: 'xoxp' });
    expect(read({ authed_user: own }, 'user')).toMatchObject({ accessToken: 'xoxp', refreshToken: 'r2' });
    expect(() => read({ authed_user: own })).toThrow(/without a token/);
  });

  it('knows the vendor’s own words for the end of a grant and for trouble that passes', () => {
    const codeOf = (error: string): unknown => {
      try {
        return read({ ok: false, error });
      } catch (thrown) {
        return (thrown as { providerCode: string }).providerCode;
      }
    };
    expect(
      ['invalid_refresh_token', 'internal_error', 'bad_client_secret', 'invalid_grant'].map(codeOf),
    ).toEqual(['auth_expired', 'temporary', 'permanent', 'auth_expired']);
  });
});
