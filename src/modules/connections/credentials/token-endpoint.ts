import { Injectable } from '@nestjs/common';
import { OutboundClient } from '#http';
import type { OAuthClient } from '#integrations';
import { ProviderError } from '#kernel';
import type { OAuth2Auth, ProviderManifest } from '#provider-sdk';
import { readTokenResponse, type TokenResponse } from './token-response.js';

/** Who asks at whose endpoint. */
export interface TokenParty {
  readonly manifest: ProviderManifest;
  readonly auth: OAuth2Auth;
  readonly client: OAuthClient;
}

/** Exchange, refresh (RFC 6749 §4.1.3, §6) and revocation (RFC 7009), through the hub's own outbound client. */
@Injectable()
export class TokenEndpoint {
  constructor(private readonly outbound: OutboundClient) {}

  exchange(
    party: TokenParty,
    grant: { code: string; redirectUri: string; codeVerifier: string | null },
  ): Promise<TokenResponse> {
    return this.grant(party, {
      grant_type: 'authorization_code',
      code: grant.code,
      redirect_uri: grant.redirectUri,
      ...(grant.codeVerifier === null ? {} : { code_verifier: grant.codeVerifier }),
    });
  }

  refresh(party: TokenParty, refreshToken: string): Promise<TokenResponse> {
    return this.grant(party, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Resolves when the vendor took the token back or never knew it (RFC 7009 §2.2). */
  async revoke(party: TokenParty, token: string): Promise<void> {
    if (!party.auth.revokeUrl) throw new Error(`${party.manifest.key} has no revocation endpoint`);
    const answer = await this.post(party, 'revocation', party.auth.revokeUrl, { token });
    // Google answers 400 for a token that is already gone; nothing is left to revoke then.
    if (answer.status < 300 || (answer.status === 400 && /invalid_token|invalid_grant/.test(answer.text)))
      return;
    throw new ProviderError('temporary', `The revocation endpoint answered ${answer.status}.`, {
      remoteStatus: answer.status,
    });
  }

  private async grant(party: TokenParty, form: Record<string, string>): Promise<TokenResponse> {
    const answer = await this.post(party, 'token', party.auth.tokenUrl, form);
    return readTokenResponse(answer.status, answer.text);
  }

  /** Each endpoint has a breaker of its own: one that cannot revoke must not keep anybody from renewing. */
  private post(party: TokenParty, use: 'token' | 'revocation', url: string, form: Record<string, string>) {
    const { manifest, auth, client } = party;
    const host = new URL(url).hostname;
    const body = new URLSearchParams(form);
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    if (auth.clientAuth === 'basic') headers['authorization'] = basic(client);
    else {
      body.set('client_id', client.id);
      body.set('client_secret', client.secret);
    }
    return this.outbound.request({
      method: 'POST',
      url,
      headers,
      body: body.toString(),
      idempotent: false,
      policy: {
        allowedHosts: [host],
        limitKey: `${manifest.key}:${use}`,
        breakerKey: `${manifest.key}:${use}:${host}`,
        timeouts: { connectMs: 5_000, headersMs: 10_000, totalMs: 15_000 },
        maxResponseBytes: 256 * 1024,
        requestsPerSecond: 50,
        concurrent: 20,
      },
    });
  }
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
const basic = ({ id, secret }: OAuthClient): string => {
  const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
};
