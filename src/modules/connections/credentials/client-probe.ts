import { Injectable } from '@nestjs/common';
import { OutboundClient } from '#http';
import { HubError } from '#kernel';
import { callEndpoint, clientProof, formType, type TokenParty } from './endpoint-call.js';

export type ProbeVerdict = 'accepted' | 'refused' | 'unclear' | 'unreachable' | 'forbidden';

export interface Probe {
  readonly verdict: ProbeVerdict;
  /** What the vendor called it, where that reads like a name; or why it could not be asked. */
  readonly said: string | null;
}

const unlikelyCode = 'causeway-self-check';

/**
 * Whether a vendor takes a client's id and secret, without anybody signing in: a code that nobody was given is refused
 * either way, but the client is looked at first (RFC 6749 §3.2.1, §5.2: `invalid_client` before `invalid_grant`).
 */
@Injectable()
export class ClientProbe {
  constructor(private readonly outbound: OutboundClient) {}

  async ask(party: TokenParty, redirectUri: string): Promise<Probe> {
    const { auth } = party;
    const { headers, parameters } = clientProof(party, auth.clientAuth);
    const form = {
      grant_type: 'authorization_code',
      code: unlikelyCode,
      redirect_uri: redirectUri,
      ...parameters,
    };
    try {
      const answer = await callEndpoint(this.outbound, party, {
        use: 'token',
        method: 'POST',
        url: auth.tokenUrl,
        headers: { ...formType, ...headers },
        body: new URLSearchParams(form).toString(),
      });
      return judge(answer.status, errorIn(answer.text), auth.tokenErrors ?? {});
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      const isForbidden = error.code === 'target_refused';
      return { verdict: isForbidden ? 'forbidden' : 'unreachable', said: error.publicDetail };
    }
  }
}

const judge = (status: number, error: string | null, names: Readonly<Record<string, string>>): Probe => {
  const meaning = error === null ? null : (names[error] ?? error);
  const said = error !== null && /^[a-z]+(?:_[a-z]+){0,5}$/.test(error) && error.length <= 60 ? error : null;
  if (meaning === 'invalid_client' || meaning === 'unauthorized_client' || status === 401)
    return { verdict: 'refused', said };
  if (meaning === 'invalid_grant') return { verdict: 'accepted', said };
  if (status >= 500) return { verdict: 'unreachable', said: `it answered ${status}` };
  return { verdict: 'unclear', said };
};

const errorIn = (text: string): string | null => {
  try {
    const body: unknown = JSON.parse(text);
    const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : null;
    return typeof error === 'string' ? error : null;
  } catch {
    return new URLSearchParams(text).get('error');
  }
};
