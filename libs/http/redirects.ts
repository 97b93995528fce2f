import type { OutboundResponse } from './outbound.js';

/** One request on the wire. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const bodyHeaders = /^content-/;

/**
 * Where a redirect leads, or null when the response is none. The method changes as browsers do it
 * (https://fetch.spec.whatwg.org/#http-redirect-fetch): 303 always and 301, 302 after POST become a GET without body.
 */
export const nextHop = (hop: Hop, response: OutboundResponse): Hop | null => {
  const location = response.headers['location'];
  if (location === undefined || !redirects.has(response.status)) return null;
  const url = URL.parse(location, hop.url.href);
  if (url === null) return null;
  if (!becomesGet(hop.method, response.status)) return { ...hop, url };
  const headers = Object.entries(hop.headers).filter(([name]) => !bodyHeaders.test(name));
  return { method: 'GET', url, headers: Object.fromEntries(headers), body: undefined };
};

const becomesGet = (method: string, status: number): boolean =>
  status === 303
    ? method !== 'GET' && method !== 'HEAD'
    : method === 'POST' && (status === 301 || status === 302);
