import { Injectable } from '@nestjs/common';
import { OutboundClient } from '#http';
import { callEndpoint, clientProof, formType, type TokenParty } from './endpoint-call.js';
import { readTokenResponse, type TokenResponse } from './token-response.js';

export type { TokenParty } from './endpoint-call.js';

/** Exchange and refresh (RFC 6749 §4.1.3, §6), through the hub's own outbound client. */
@Injectable()
export class TokenEndpoint {
  constructor(private readonly outbound: OutboundClient) {}

  exchange(
    party: TokenParty,
    grant: { code: string; redirectUri: string; codeVerifier: string | null },
  ): Promise<TokenResponse> {
    return this.grant(party, 'app', {
      grant_type: 'authorization_code',
      code: grant.code,
      redirect_uri: grant.redirectUri,
      ...(grant.codeVerifier === null ? {} : { code_verifier: grant.codeVerifier }),
    });
  }

  /** `whose`: the app's token, or the person's own beside it. */
  refresh(party: TokenParty, refreshToken: string, whose: 'app' | 'user' = 'app'): Promise<TokenResponse> {
    return this.grant(party, whose, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  private async grant(
    party: TokenParty,
    whose: 'app' | 'user',
    form: Record<string, string>,
  ): Promise<TokenResponse> {
    const { auth } = party;
    const { headers, parameters } = clientProof(party, auth.clientAuth);
    const answer = await callEndpoint(this.outbound, party, {
      use: 'token',
      method: 'POST',
      url: auth.tokenUrl,
      headers: { ...formType, ...headers },
      body: new URLSearchParams({ ...form, ...parameters }).toString(),
    });
    return readTokenResponse(answer.status, answer.text, auth, whose);
  }
}
