import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { OutboundClient } from '#http';
import { SystemClock } from '#kernel';
import { type Discovery, IdentityProvider } from './identity-provider.js';

const issuer = 'https://idp.example.com';
const client = { issuer, clientId: 'causeway', clientSecret: 'secret', nonce: 'the nonce' };
const found: Discovery = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  authorization_response_iss_parameter_supported: true,
};

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let strangers: Awaited<ReturnType<typeof generateKeyPair>>;
let answers: Record<string, unknown>;
const outbound = {
  request: ({ url }: { url: string }) => Promise.resolve({ status: 200, text: JSON.stringify(answers[url]) }),
} as unknown as OutboundClient;
const provider = new IdentityProvider(outbound, new SystemClock());

beforeAll(async () => {
  [keys, strangers] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
  answers = {
    [found.jwks_uri]: { keys: [jwk] },
    [`${issuer}/.well-known/openid-configuration`]: { ...found, issuer: 'https://evil.test' },
  };
});

const seconds = () => Math.floor(Date.now() / 1000);
const claims = (): JWTPayload => ({
  iss: issuer,
  aud: 'causeway',
  sub: 'ada',
  nonce: 'the nonce',
  iat: seconds(),
  exp: seconds() + 300,
});
const signed = (payload: JWTPayload, key = keys.privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key);

describe('an id_token', () => {
  it('is taken when all fits', async () => {
    expect(await provider.verify(await signed(claims()), found, client)).toMatchObject({ sub: 'ada' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://evil.test' }],
    ['another audience', { aud: 'somebody' }],
    ['several audiences and no authorized party', { aud: ['causeway', 'somebody'] }],
    ['another authorized party', { azp: 'somebody' }],
    ['its time over', { exp: 1_000_000_000 }],
    ['no end', { exp: undefined }],
    ['no subject', { sub: undefined }],
  ])('is refused with %s', async (_, change) => {
    const token = await signed(Object.assign(claims(), change));
    await expect(provider.verify(token, found, client)).rejects.toMatchObject({ code: 'sso_refused' });
  });

  it('is refused unsigned, signed by a stranger, or with the client’s own secret', async () => {
    const symmetric = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(Buffer.from('secret'.repeat(8)));
    const forged = [
      new UnsecuredJWT(claims()).encode(),
      await signed(claims(), strangers.privateKey),
      symmetric,
      'nonsense',
    ];
    for (const token of forged)
      await expect(provider.verify(token, found, client)).rejects.toMatchObject({ code: 'sso_refused' });
  });
});

describe('discovery', () => {
  it('is refused from a document that names another issuer', async () => {
    await expect(provider.discover(issuer)).rejects.toMatchObject({ reason: 'discovery_of_another_issuer' });
  });
});
