import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HubError } from '#kernel';
import { redact, redactUrl, redacted } from './redact.js';

const secretKeys = [
  'authorization',
  'Authorization',
  'Proxy-Authorization',
  'cookie',
  'Set-Cookie',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'id_token',
  'X-Goog-Channel-Token',
  'client_secret',
  'clientSecret',
  'secret',
  'webhookSecret',
  'password',
  'appPassword',
  'passwd',
  'passphrase',
  'code',
  'state',
  'code_verifier',
  'apiKey',
  'api_key',
  'X-Api-Key',
  'API KEY',
  'private_key',
  'client_assertion',
  'X-Hub-Signature-256',
  'credentials',
  'nonce',
];

describe('redaction', () => {
  it.each(secretKeys)('hides the value of %s, whatever it is', key => {
    for (const value of ['canary', ['canary'], { deep: 'canary' }, Buffer.from('canary')]) {
      expect(redact({ [key]: value, other: 1 })).toEqual({ [key]: redacted, other: 1 });
    }
  });

  it('leaves ordinary things as they are', () => {
    const at = new Date(0);
    const plain = {
      organizationId: '0192f0c1-2b3c-7d4e-8f50-123456789abc',
      status: 404,
      code: 404,
      countryCode: 'DE',
      tokens: 3,
      hasPassword: true,
      password: '',
      statement: 'a',
      encoded: 'x',
      key: 'google-calendar',
      at,
      none: null,
      list: [1, 'two', { three: 3 }],
      message: 'The state of the sync is running; token refresh took 5 ms',
    };
    expect(redact(plain)).toEqual(plain);
    expect(redact(5)).toBe(5);
    expect(redact(undefined)).toBeUndefined();
  });

  it('hides every secret at any depth, in any text around it, and touches nothing else', () => {
    const canary = 'CANARY9f8e7d6c5b4a';
    const noise = fc.dictionary(fc.stringMatching(/^[a-d]{1,4}$/), fc.oneof(fc.integer(), fc.boolean()), {
      noNullPrototype: true,
    });
    const hidden = fc.oneof(
      fc.constantFrom(...secretKeys).map(key => ({ [key]: canary })),
      fc
        .constantFrom(
          `Bearer ${canary}`,
          `cw_${canary}`,
          `whsec_${canary}`,
          `https://u:${canary}@h.example/p?x=${canary}`,
          `GET /oauth/callback?code=${canary}&state=${canary}`,
          `{"refresh_token":"${canary}"}`,
          `client_secret=${canary}`,
        )
        .map(text => ({ text })),
      fc.constantFrom(...secretKeys).map(key => new Map([[key, canary]])),
      fc.constant(['Authorization', canary]),
      fc.constant(
        Object.assign(new Error(`failed with access_token=${canary}`), { headers: { cookie: canary } }),
      ),
    );
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        hidden,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.tuple(noise, tie('tree')).map(([rest, child]) => ({ ...rest, child })),
        tie('tree').map(cause => new Error('outer', { cause })),
      ),
    }));
    fc.assert(
      fc.property(tree, noise, (value, rest) => {
        expect(JSON.stringify(redact(value))).not.toContain(canary);
        expect(redact(rest)).toEqual(rest);
        expect(redact(redact(value))).toEqual(redact(value));
      }),
    );
  });

  it('changes nothing in what it was given', () => {
    const value = Object.freeze({
      headers: Object.freeze({ authorization: 'x' }),
      list: Object.freeze(['Bearer abcdefgh']),
    });
    expect(redact(value)).toEqual({ headers: { authorization: redacted }, list: [`Bearer ${redacted}`] });
    expect(value.headers.authorization).toBe('x');
  });

  it('walks cycles, shared parts, class instances and keys named __proto__', () => {
    const shared = { token: 'canary' };
    const cycle: Record<string, unknown> = { a: shared, b: shared };
    cycle['self'] = cycle;
    expect(redact(cycle)).toEqual({ a: { token: redacted }, b: { token: redacted }, self: '[circular]' });
    expect(redact(JSON.parse('{"__proto__":{"token":"canary"}}'))).not.toHaveProperty('token');
    expect(({} as Record<string, unknown>)['token']).toBeUndefined();
    expect(redact({ bytes: Buffer.from('abc'), url: new URL('https://h.example/?q=1'), f: () => 1 })).toEqual(
      {
        bytes: '[3 bytes]',
        url: 'https://h.example/',
        f: '[function]',
      },
    );
  });

  it('keeps what an error is: name, code, message, cause', () => {
    const error = new HubError('not_found', 404, 'Gone.', {
      cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    });
    expect(redact(error)).toMatchObject({
      name: 'HubError',
      code: 'not_found',
      message: 'not_found: Gone.',
      cause: { code: 'ECONNRESET' },
    });
  });

  it('takes a long text without long work', () => {
    const texts = [
      'a'.repeat(200_000),
      'a-'.repeat(100_000),
      'a.'.repeat(100_000),
      'token '.repeat(50_000),
      'eyJ'.repeat(50_000),
    ];
    const startedAt = performance.now();
    for (const text of texts) redact(text);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

describe('redactUrl', () => {
  it.each([
    [
      'https://user:pw@api.example.com:8443/v1/things/42?token=x&y=1#frag',
      'https://api.example.com:8443/v1/things/42',
    ],
    ['/hooks/google/x8Jq2LmZ0pR4tV6wY9aBcD1eFgH3?z', `/hooks/google/${redacted}`],
    [
      'https://h.example/o/0192f0c1-2b3c-7d4e-8f50-123456789abc',
      'https://h.example/o/0192f0c1-2b3c-7d4e-8f50-123456789abc',
    ],
    [
      'https://h.example/calendars/team@example.com/events',
      'https://h.example/calendars/team@example.com/events',
    ],
    ['no url at all?secret', 'no url at all'],
  ])('%s', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });

  it('never shows a query, a fragment, a user or a password', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), url => {
        const shown = redactUrl(url.replace('://', '://canary:canary@'));
        expect(shown).not.toMatch(/[?#]|canary/);
      }),
    );
  });
});
