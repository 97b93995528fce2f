import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';

/*
 * The secret that ties an authorization to the browser that started it. `__Host-` cookies (RFC 6265bis §4.1.3) need
 * https; on plain http, which only a loopback installation uses, the same cookie goes without the prefix.
 */
const secureName = '__Host-causeway_browser';
const plainName = 'causeway_browser';

const isSecure = (baseUrl: string): boolean => baseUrl.startsWith('https:');

/**
 * The browser's own secret, or null when it has none yet. Under https only the prefixed cookie counts: any other could
 * have been planted by a neighbouring subdomain (RFC 6265bis §4.1.3.2).
 */
export const browserSecret = (request: FastifyRequest, baseUrl: string): string | null => {
  const name = isSecure(baseUrl) ? secureName : plainName;
  const found = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '');
  return found?.[1] ?? null;
};

export const newBrowserSecret = (): string => randomBytes(32).toString('base64url');

export const browserCookie = (secret: string, baseUrl: string): string => {
  const secure = isSecure(baseUrl);
  return `${secure ? secureName : plainName}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400${secure ? '; Secure' : ''}`;
};
