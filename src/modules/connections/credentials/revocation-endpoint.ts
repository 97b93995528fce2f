import { Injectable } from '@nestjs/common';
import { OutboundClient, type OutboundResponse } from '#http';
import { ProviderError } from '#kernel';
import type { RevocationDialect } from '#provider-sdk';
import {
  callEndpoint,
  clientProof,
  type EndpointRequest,
  formType,
  type TokenParty,
} from './endpoint-call.js';
import type { OAuthSecret } from './secret.js';

/** RFC 7009 §2. Google answers 400 with one of these errors for a token that is already gone. */
const standard: RevocationDialect = {
  method: 'POST',
  token: { form: 'token' },
  gone: { errors: ['invalid_token', 'invalid_grant'] },
};

/** Gives the tokens of a grant back to the vendor, each in its dialect. */
@Injectable()
export class RevocationEndpoint {
  constructor(private readonly outbound: OutboundClient) {}

  /** Resolves when the vendor took every token back or never knew it (RFC 7009 §2.2). */
  async revoke(party: TokenParty, secret: OAuthSecret): Promise<void> {
    const dialect = party.auth.revocation ?? standard;
    for (const held of [secret, ...(secret.user ? [secret.user] : [])]) {
      const token = dialect.which === 'access' ? held.accessToken : (held.refreshToken ?? held.accessToken);
      const answer = await callEndpoint(this.outbound, party, requestOf(party, dialect, token));
      if (isGone(answer, dialect)) continue;
      throw new ProviderError('temporary', `The revocation endpoint answered ${complaintOf(answer)}.`, {
        remoteStatus: answer.status,
      });
    }
  }
}

const requestOf = (party: TokenParty, dialect: RevocationDialect, token: string): EndpointRequest => {
  const { revokeUrl } = party.auth;
  if (!revokeUrl) throw new Error(`${party.manifest.key} has no revocation endpoint`);
  const url = revokeUrl.replaceAll('{client_id}', encodeURIComponent(party.client.id));
  const base = { use: 'revocation', method: dialect.method, url } as const;
  const { token: place } = dialect;
  if ('bearer' in place)
    return { ...base, headers: { ...formType, authorization: `Bearer ${token}` }, body: '' };
  const { headers, parameters } = clientProof(party, dialect.clientAuth ?? party.auth.clientAuth);
  if ('json' in place) {
    const body = JSON.stringify({ [place.json]: token, ...parameters });
    return { ...base, headers: { 'content-type': 'application/json', ...headers }, body };
  }
  const body = new URLSearchParams({ [place.form]: token, ...parameters }).toString();
  return { ...base, headers: { ...formType, ...headers }, body };
};

/** Some vendors say an error with 200, so a success is an answer without one. */
const isGone = (answer: OutboundResponse, { gone }: RevocationDialect): boolean => {
  const error = errorOf(answer);
  if (answer.status < 300 && error === null) return true;
  if (gone?.statuses?.includes(answer.status)) return true;
  return error !== null && answer.status < 500 && (gone?.errors ?? []).includes(error);
};

const errorOf = ({ text }: OutboundResponse): string | null => {
  try {
    const body = JSON.parse(text) as { error?: unknown; ok?: unknown } | null;
    if (typeof body?.error === 'string') return body.error;
    return body?.ok === false ? 'an error' : null;
  } catch {
    return null;
  }
};

const complaintOf = (answer: OutboundResponse): string => {
  const error = errorOf(answer);
  return error && /^[a-z_]{1,60}$/.test(error) ? `${answer.status} (${error})` : String(answer.status);
};
