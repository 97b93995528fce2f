import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { OutboundClient, type OutboundResponse } from '#http';
import { Clock, HubError } from '#kernel';
import { z } from 'zod';
import { SsoRefusal } from './sso-refusal.js';

const endpoint = z.url({ protocol: /^https?$/ });
/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});
export type Discovery = z.infer<typeof Discovery>;
const Tokens = z.object({ id_token: z.string().max(50_000) });
const Keys = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });

export interface SsoClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** Asymmetric ones alone: `none` and the client's own secret prove nothing here. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** An organization's identity provider, reached through the outbound guard like everything outside. */
@Injectable()
export class IdentityProvider {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly clock: Clock,
  ) {}

  /** The document must be the issuer's own word, or another provider could speak for it. */
  async discover(issuer: string): Promise<Discovery> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const found = parse(Discovery, await this.ask({ method: 'GET', url }));
    if (found.issuer !== issuer) throw new SsoRefusal('discovery_of_another_issuer');
    return found;
  }

  async exchange(
    found: Discovery,
    client: SsoClient,
    { code, codeVerifier, redirectUri }: CodeExchange,
  ): Promise<string> {
    const isBasic = found.token_endpoint_auth_methods_supported.includes('client_secret_basic');
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      ...(isBasic ? {} : { client_id: client.clientId, client_secret: client.clientSecret }),
    });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...(isBasic ? { authorization: basic(client) } : {}),
    };
    const url = found.token_endpoint;
    return parse(Tokens, await this.ask({ method: 'POST', url, headers, body: form.toString() })).id_token;
  }

  /** https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation */
  async verify(
    idToken: string,
    found: Discovery,
    expected: SsoClient & { nonce: string },
  ): Promise<JWTPayload> {
    const keys = parse(Keys, await this.ask({ method: 'GET', url: found.jwks_uri }));
    const verify = jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer: expected.issuer,
      audience: expected.clientId,
      algorithms,
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: 60,
      currentDate: this.clock.now(),
    });
    const { payload } = await verify.catch((cause: unknown) => {
      throw cause instanceof errors.JOSEError ? new SsoRefusal('id_token_invalid', cause) : cause;
    });
    if (payload['nonce'] !== expected.nonce) throw new SsoRefusal('nonce');
    const isForMany = Array.isArray(payload.aud) && payload.aud.length > 1;
    const authorized = payload['azp'];
    if ((isForMany || authorized !== undefined) && authorized !== expected.clientId)
      throw new SsoRefusal('authorized_party');
    return payload;
  }

  private async ask(request: {
    method: string;
    url: string;
    headers?: Record<string, string>;
    body?: string;
  }): Promise<OutboundResponse> {
    const { hostname } = new URL(request.url);
    const answer = await this.outbound.request({
      ...request,
      headers: { accept: 'application/json', ...request.headers },
      policy: {
        allowedHosts: [hostname],
        limitKey: `sso:${hostname}`,
        breakerKey: `sso:${hostname}`,
        timeouts: { connectMs: 5_000, headersMs: 10_000, totalMs: 15_000 },
        maxResponseBytes: 512 * 1024,
        maxAttempts: request.method === 'GET' ? 2 : 1,
      },
    });
    if (answer.status !== 200) throw new SsoRefusal(`status_${answer.status}`);
    return answer;
  }
}

const parse = <T>(schema: z.ZodType<T>, { text }: OutboundResponse): T => {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new SsoRefusal('answer_unreadable', cause);
  }
};

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
const basic = ({ clientId, clientSecret }: SsoClient): string => {
  const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
};
