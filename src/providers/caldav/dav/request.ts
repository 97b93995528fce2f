import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { parseMultistatus, type Multistatus } from './multistatus.js';

const redirects = [301, 302, 307, 308];
const mostRedirects = 5;

/**
 * Sends a request and follows redirects by itself, keeping method and body (RFC 6764 §5 wants them followed). The
 * session refuses hosts that the credential is not for; leaving TLS is refused here.
 */
export const send = async (session: ProviderSession, request: ProviderRequest): Promise<ProviderResponse> => {
  let url = request.url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    session.signal.throwIfAborted();
    const expect = [...redirects, ...(request.expect ?? [])];
    const response = await session.http.request({ ...request, url, expect });
    if (!redirects.includes(response.status)) return response;
    url = redirectTarget(url, response);
  }
  throw new ProviderError('permanent', 'The server redirects in a circle.');
};

const redirectTarget = (from: string, response: ProviderResponse): string => {
  const location = response.headers['location'];
  if (location === undefined || !URL.canParse(location, from)) {
    throw new ProviderError('permanent', 'The server redirects to nowhere.', {
      remoteStatus: response.status,
    });
  }
  const target = new URL(location, from);
  const isDowngrade = new URL(from).protocol === 'https:' && target.protocol !== 'https:';
  if (isDowngrade || !/^https?:$/.test(target.protocol)) {
    throw new ProviderError('permanent', 'The server redirects to an address without encryption.');
  }
  return target.href;
};

export interface DavQuery {
  readonly url: string;
  readonly depth: '0' | '1';
  readonly body: string;
}

const xml = { 'content-type': 'application/xml; charset=utf-8', accept: 'application/xml, text/xml' };

export const davRequest = (method: 'PROPFIND' | 'REPORT', query: DavQuery): ProviderRequest => ({
  method,
  url: query.url,
  headers: { ...xml, depth: query.depth },
  body: query.body,
  idempotent: true,
});

export const propfind = async (session: ProviderSession, query: DavQuery): Promise<Multistatus> =>
  parseMultistatus((await send(session, davRequest('PROPFIND', query))).text);

export const report = async (session: ProviderSession, query: DavQuery): Promise<Multistatus> =>
  parseMultistatus((await send(session, davRequest('REPORT', query))).text);
