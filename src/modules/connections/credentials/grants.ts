import type { NewCredential } from './credentials.service.js';
import type { OAuthSecret, UserToken } from './secret.js';
import type { GrantedToken, TokenResponse } from './token-response.js';

/** The credential of a first answer, with one token or two. */
export const credentialOf = (answer: TokenResponse, now: Date): NewCredential => {
  const { user } = answer;
  return asCredential(
    {
      kind: 'oauth2',
      accessToken: answer.accessToken,
      refreshToken: answer.refreshToken,
      tokenType: answer.tokenType,
      ...(user ? { user: userTokenOf(user, null, now) } : {}),
    },
    expiryOf(answer, now),
  );
};

/** Vendors that do not rotate leave the refresh token out: the old one stays (RFC 6749 §6). */
export const withAppToken = (old: OAuthSecret, answer: TokenResponse, now: Date): NewCredential =>
  asCredential(
    {
      kind: 'oauth2',
      accessToken: answer.accessToken,
      refreshToken: answer.refreshToken ?? old.refreshToken,
      tokenType: answer.tokenType,
      ...(old.user ? { user: old.user } : {}),
      ...(old.user?.refreshToken ? { owed: 'user' as const } : {}),
    },
    expiryOf(answer, now),
  );

export const withUserToken = (old: OAuthSecret, answer: TokenResponse, now: Date): NewCredential => {
  const { owed: _, ...rest } = old;
  const user = userTokenOf(answer, old.user?.refreshToken ?? null, now);
  return asCredential({ ...rest, user }, dateOf(old.endsAt));
};

export const withoutUserToken = (old: OAuthSecret): NewCredential => {
  const { owed: _, user: __, endsAt, ...rest } = old;
  return asCredential(rest, dateOf(endsAt));
};

const userTokenOf = (answer: GrantedToken, oldRefreshToken: string | null, now: Date): UserToken => ({
  accessToken: answer.accessToken,
  refreshToken: answer.refreshToken ?? oldRefreshToken,
  endsAt: expiryOf(answer, now)?.toISOString() ?? null,
});

/** The row's expiry is that of the token which ends first. */
const asCredential = (secret: OAuthSecret, endsAt: Date | null): NewCredential => {
  const { user } = secret;
  if (!user) return { secret, expiresAt: endsAt, refreshable: secret.refreshToken !== null };
  const ends = [endsAt, dateOf(user.endsAt)].filter(date => date !== null);
  return {
    secret: { ...secret, endsAt: endsAt?.toISOString() ?? null },
    expiresAt: ends.length > 0 ? new Date(Math.min(...ends.map(date => date.getTime()))) : null,
    refreshable: secret.refreshToken !== null || user.refreshToken !== null,
  };
};

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

export const expiryOf = (answer: Pick<GrantedToken, 'expiresInSeconds'>, now: Date): Date | null =>
  answer.expiresInSeconds === null ? null : new Date(now.getTime() + answer.expiresInSeconds * 1000);
