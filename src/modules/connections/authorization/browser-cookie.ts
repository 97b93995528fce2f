import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';

/*
 * The secret that ties an authorization to the browser that started it. `__Host-` cookies (RFC 6265bis §4.1.3) need
 * https; on plain http, which only a loopback installation uses, the same cookie goes without the prefix.
 */
const secureName = '__Host-causeway_browser';
const plainName = 'causeway_browser';

/** The browser's own secret, or a new one (or null) when it has none yet. */
export function browserSecret(request: FastifyRequest): string;
export function browserSecret(request: FastifyRequest, otherwise: null): string | null;
export function browserSecret(request: FastifyRequest, otherwise?: null): string | null {
  const found = /(?:^|;\s*)(?:__Host-)?causeway_browser=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '');
  if (found?.[1]) return found[1];
  return otherwise === null ? null : randomBytes(32).toString('base64url');
}

export const browserCookie = (secret: string, publicUrl: string): string => {
  const secure = publicUrl.startsWith('https:');
  return `${secure ? secureName : plainName}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400${secure ? '; Secure' : ''}`;
};
