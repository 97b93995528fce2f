import { HubError } from '#kernel';
import { isToken } from '../token.js';

/*
 * `__Host-` (https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-20.html#section-4.1.3.2) keeps a neighbouring
 * subdomain from planting a cookie. Browsers accept it from https alone: Chromium asks for a cryptographic scheme even
 * where it takes `Secure` from http://localhost, and Safari takes neither. So on a loopback address over plain http,
 * where nobody listens in between, the same cookie goes without prefix and `Secure`.
 */
const names = { session: 'causeway', sso: 'causeway_sso' } as const;
export type CookieKind = keyof typeof names;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const isSecure = (baseUrl: string): boolean => baseUrl.startsWith('https:');

export const cookieName = (kind: CookieKind, baseUrl: string): string =>
  isSecure(baseUrl) ? `__Host-${names[kind]}` : names[kind];

/** Over plain http to another machine a session could be read on the way, so there is none. */
export const requireSafeTransport = (baseUrl: string): void => {
  if (isSecure(baseUrl) || loopback.test(new URL(baseUrl).hostname)) return;
  throw new HubError(
    'https_required',
    403,
    'Logging in needs https: set CAUSEWAY_PUBLIC_URL to the https address of the proxy in front.',
  );
};

/** The token in the Cookie header; null for none, for one that we never issued, and for two that contradict each other. */
export const readCookie = (header: unknown, kind: CookieKind, baseUrl: string): string | null => {
  if (typeof header !== 'string') return null;
  const start = `${cookieName(kind, baseUrl)}=`;
  const found = new Set(
    header
      .split(';')
      .map(part => part.trim())
      .filter(part => part.startsWith(start))
      .map(part => part.slice(start.length)),
  );
  const [token] = found;
  return found.size === 1 && isToken(token) ? token : null;
};

/** Without Max-Age, so that it goes with the browser; the session ends by itself before long. */
export const setCookie = (kind: CookieKind, token: string, baseUrl: string): string =>
  `${cookieName(kind, baseUrl)}=${token}; Path=/; HttpOnly; SameSite=Lax${isSecure(baseUrl) ? '; Secure' : ''}`;

export const clearCookie = (kind: CookieKind, baseUrl: string): string =>
  `${setCookie(kind, '', baseUrl)}; Max-Age=0`;
