import type { OutboundClient, OutboundResponse } from '#http';
import type { OAuthClient } from '#integrations';
import type { OAuth2Auth, ProviderManifest } from '#provider-sdk';

/** Who asks at whose endpoint. */
export interface TokenParty {
  readonly manifest: ProviderManifest;
  readonly auth: OAuth2Auth;
  readonly client: OAuthClient;
}

export interface EndpointRequest {
  readonly use: 'token' | 'revocation' | 'installation';
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Each endpoint has a breaker of its own: one that cannot revoke must not keep anybody from renewing. */
export const callEndpoint = (
  outbound: OutboundClient,
  { manifest }: TokenParty,
  { use, method, url, headers, body }: EndpointRequest,
): Promise<OutboundResponse> => {
  const host = new URL(url).hostname;
  return outbound.request({
    method,
    url,
    headers: { accept: 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
    idempotent: method === 'GET',
    policy: {
      allowedHosts: [host],
      limitKey: `${manifest.key}:${use}`,
      breakerKey: `${manifest.key}:${use}:${host}`,
      timeouts: { connectMs: 5_000, headersMs: 10_000, totalMs: 15_000 },
      maxResponseBytes: 1024 * 1024,
      requestsPerSecond: 50,
      concurrent: 20,
    },
  });
};

/** How the client proves itself: RFC 6749 §2.3.1, in the header or among the parameters. */
export const clientProof = ({ client }: TokenParty, how: 'basic' | 'body') =>
  how === 'basic'
    ? { headers: { authorization: basic(client) }, parameters: {} }
    : { headers: {}, parameters: { client_id: client.id, client_secret: client.secret } };

/** Both parts are form-encoded before they are joined. */
const basic = ({ id, secret }: OAuthClient): string => {
  const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
};

export const formType = { 'content-type': 'application/x-www-form-urlencoded' };
