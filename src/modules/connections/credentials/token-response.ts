import { ProviderError } from '#kernel';

/** A token endpoint's answer, read leniently where vendors stray and strictly where it matters. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly tokenType: string;
  /** Seconds from now; null when the token does not end or the vendor did not say anything usable. */
  readonly expiresInSeconds: number | null;
  /** null when the answer names none, which means "as requested" (RFC 6749 §5.1). */
  readonly scopes: readonly string[] | null;
}

/**
 * Reads an answer of RFC 6749 §5. An `error` member counts whatever the status is, because some vendors send it with
 * 200. Only `invalid_grant` says that the grant is gone; every other trouble may pass.
 */
export const readTokenResponse = (status: number, text: string): TokenResponse => {
  const body = parseBody(text);
  const error = stringOf(body?.['error']);
  if (error) throw tokenError(error, status);
  const accessToken = stringOf(body?.['access_token']);
  if (!body || status >= 300 || !accessToken) {
    throw new ProviderError(
      status >= 400 && status < 500 && status !== 429 && status !== 408 ? 'permanent' : 'temporary',
      `The token endpoint answered ${status} without a token.`,
      { remoteStatus: status },
    );
  }
  const scope = stringOf(body['scope']);
  return {
    accessToken,
    refreshToken: stringOf(body['refresh_token']),
    tokenType: stringOf(body['token_type']) ?? 'Bearer',
    expiresInSeconds: secondsOf(body['expires_in']),
    scopes: scope === null ? null : scope.split(/[\s,]+/).filter(Boolean),
  };
};

const tokenError = (error: string, status: number): ProviderError => {
  // Only what reads like an error's name is repeated: whatever else stands there may be anything.
  const known = /^[a-z]+(?:_[a-z]+){0,5}$/.test(error) && error.length <= 60 ? error : 'an error';
  if (error === 'invalid_grant') {
    return new ProviderError('auth_expired', 'The provider no longer accepts this grant (invalid_grant).', {
      remoteStatus: status,
    });
  }
  const passing = ['temporarily_unavailable', 'server_error', 'slow_down'].includes(error);
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
