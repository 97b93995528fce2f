import { timingSafeEqual } from 'node:crypto';

interface Facts {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Whether our own page sent it. Two proofs, because each has a hole of its own: a token bound to the session, which
 * another origin cannot read; and where the browser says the request comes from (Sec-Fetch-Site, else Origin), which
 * still holds when a token has leaked. A client that is no browser sends neither of the latter, and needs the token.
 */
export const isOwnRequest = (request: Facts, csrfToken: string, origins: readonly string[]): boolean =>
  isSame(request.headers['x-csrf-token'], csrfToken) && comesFromUs(request, origins);

export const comesFromUs = ({ headers }: Facts, origins: readonly string[]): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  return origin === undefined || (typeof origin === 'string' && origins.includes(origin));
};

const isSame = (sent: unknown, expected: string): boolean => {
  if (typeof sent !== 'string') return false;
  const [left, right] = [Buffer.from(sent), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};
