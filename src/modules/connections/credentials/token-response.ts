import { ProviderError } from '#kernel';
import type { OAuth2Auth } from '#provider-sdk';

/** One token and what belongs to it. */
export interface GrantedToken {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds from now; null when the token does not end or the vendor did not say anything usable. */
  readonly expiresInSeconds: number | null;
  /** null when the answer names none, which means "as requested" (RFC 6749 §5.1). */
  readonly scopes: readonly string[] | null;
}

/** A token endpoint's answer, read leniently where vendors stray and strictly where it matters. */
export interface TokenResponse extends GrantedToken {
  readonly tokenType: string;
  /** The person's own token beside the app's, where the vendor gives one. */
  readonly user?: GrantedToken;
}

export type TokenDialect = Pick<OAuth2Auth, 'userToken' | 'tokenErrors'>;

/**
 * Reads an answer of RFC 6749 §5. An `error` member counts whatever the status is, because some vendors send it with
 * 200. Only `invalid_grant` says that the grant is gone; every other trouble may pass. `want: 'user'` is the answer to a
 * renewal of the person's token, which stands at the top or in its own place.
 */
export const readTokenResponse = (
  status: number,
  text: string,
  dialect: TokenDialect = {},
  want: 'app' | 'user' = 'app',
): TokenResponse => {
  const body = parseBody(text);
  const error = stringOf(body?.['error']);
  if (error) throw tokenError(error, dialect.tokenErrors?.[error] ?? error, status);
  const user = grantedIn(dialect.userToken && memberAt(body, dialect.userToken.at));
  const app = grantedIn(body) ?? (want === 'user' ? user : null);
  if (!body || status >= 300 || !app) {
    throw new ProviderError(
      status >= 400 && status < 500 && status !== 429 && status !== 408 ? 'permanent' : 'temporary',
      `The token endpoint answered ${status} without a token.`,
      { remoteStatus: status },
    );
  }
  const tokenType = stringOf(body['token_type']) ?? 'Bearer';
  return { ...app, tokenType, ...(user && want === 'app' ? { user } : {}) };
};

const grantedIn = (found: unknown): GrantedToken | null => {
  if (typeof found !== 'object' || found === null) return null;
  const body = found as Record<string, unknown>;
  const accessToken = stringOf(body['access_token']);
  if (!accessToken) return null;
  const scope = stringOf(body['scope']);
  return {
    accessToken,
    refreshToken: stringOf(body['refresh_token']),
    expiresInSeconds: secondsOf(body['expires_in']),
    scopes: scope === null ? null : scope.split(/[\s,]+/).filter(Boolean),
  };
};

const memberAt = (body: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined),
    body,
  );

/** `meaning` is what RFC 6749 calls it. */
const tokenError = (error: string, meaning: string, status: number): ProviderError => {
  // Only what reads like an error's name is repeated: whatever else stands there may be anything.
  const known = /^[a-z]+(?:_[a-z]+){0,5}$/.test(error) && error.length <= 60 ? error : 'an error';
  if (meaning === 'invalid_grant') {
    return new ProviderError(
      'auth_expired',
      `The provider no longer accepts this grant (${known}). Connect the account again.`,
      {
        remoteStatus: status,
      },
    );
  }
  const passing = ['temporarily_unavailable', 'server_error', 'slow_down'].includes(meaning);
  return new ProviderError(passing ? 'temporary' : 'permanent', `The token endpoint refused: ${known}.`, {
    remoteStatus: status,
  });
};

/** JSON as the RFC says, or the form encoding that GitHub answers with by default. HTML is neither. */
const parseBody = (text: string): Record<string, unknown> | null => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    const form = new URLSearchParams(text);
    return form.has('access_token') || form.has('error') ? Object.fromEntries(form) : null;
  }
};

const stringOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** A hundred years: longer than that ends beyond what a date can hold. */
const longestSeconds = 3_153_600_000;

/** Missing, negative or absurd lifetimes are survived: the token is then used until the provider refuses it. */
const secondsOf = (value: unknown): number | null => {
  const seconds = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  const isUsable = typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 1;
  return isUsable ? Math.min(Math.floor(seconds), longestSeconds) : null;
};
