import type { OutboundResponse } from '#http';
import { ProviderError } from '#kernel';
import type { InstallationOwner } from '#provider-sdk';

export interface MintedToken {
  readonly accessToken: string;
  readonly expiresAt: Date | null;
  /** What the account gave the app, e.g. `issues: write`. */
  readonly permissions: Readonly<Record<string, unknown>>;
}

export interface ListedInstallation {
  /** null: the vendor names none that we could ask about. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly suspended: boolean;
}

/**
 * 404: the account took the app out, which is how an installation ends. A refused JWT (401) is the app's own trouble
 * instead: its key was deleted or is another's, and the connection works again once the right one is set.
 */
export const readMinted = (answer: OutboundResponse, vendor: string): MintedToken => {
  const { status, text } = answer;
  const remote = { remoteStatus: status };
  if (status === 404)
    throw new ProviderError('auth_expired', `${vendor} no longer has this installation.`, remote);
  if (status === 401)
    throw new ProviderError(
      'permanent',
      `${vendor} does not accept the app’s private key. Set a valid one with the client.`,
      remote,
    );
  if (isPaced(answer)) throw new ProviderError('rate_limited', `${vendor} asks for patience.`, remote);
  if (status === 403)
    throw new ProviderError('insufficient_scope', `${vendor} has suspended this installation.`, remote);
  const body = status < 300 ? objectOf(text) : null;
  const accessToken = body?.['token'];
  if (!body || typeof accessToken !== 'string' || accessToken === '') {
    const lasting = status >= 400 && status < 500 && status !== 429 && status !== 408;
    throw new ProviderError(
      lasting ? 'permanent' : 'temporary',
      `${vendor} answered ${status} without a token.`,
      remote,
    );
  }
  const ends = Date.parse(String(body['expires_at']));
  const { permissions } = body;
  return {
    accessToken,
    expiresAt: Number.isNaN(ends) ? null : new Date(ends),
    permissions: isObject(permissions) ? permissions : {},
  };
};

const isPaced = ({ status, headers }: OutboundResponse): boolean =>
  status === 429 ||
  (status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0'));

export interface ListingWish {
  readonly member: string;
  readonly accountName: readonly string[];
  readonly accountId: readonly string[];
  readonly installationId: string;
}

/** The named installation on one page of the list, and the page after it (RFC 8288 `Link`). */
export const listedIn = (
  { status, text, headers }: OutboundResponse,
  wish: ListingWish,
): { found: ListedInstallation | null; next: string | undefined } => {
  const list = status < 300 ? objectOf(text)?.[wish.member] : undefined;
  if (!Array.isArray(list)) {
    throw new ProviderError(
      status >= 500 || status === 429 ? 'temporary' : 'permanent',
      `The provider answered ${status} instead of a list of installations.`,
      { remoteStatus: status },
    );
  }
  const item = list.filter(isObject).find(entry => String(entry['id']) === wish.installationId);
  const [, next] = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(headers['link'] ?? '') ?? [];
  return { found: item ? listed(item, wish) : null, next };
};

const listed = (
  item: Record<string, unknown>,
  { accountName, accountId }: ListingWish,
): ListedInstallation => ({
  accountId: textAt(item, accountId),
  accountName: textAt(item, accountName),
  suspended: item['suspended_at'] !== null && item['suspended_at'] !== undefined,
});

/** `unknown`: the app was not given the permission to ask. */
export type Standing = 'owner' | 'other' | 'unknown';

/** What the vendor says the person is in an account. */
export const readStanding = (
  answer: OutboundResponse,
  { accountId, is }: InstallationOwner['membership'],
  account: string,
): Standing => {
  requireAnswer(answer, 'who administers the account');
  if (answer.status === 403) return 'unknown';
  const body = answer.status === 200 ? objectOf(answer.text) : null;
  if (!body || textAt(body, accountId) !== account) return 'other';
  return Object.entries(is).every(([name, value]) => body[name] === value) ? 'owner' : 'other';
};

/** The id of the person behind a token; null when the answer names none. */
export const readPerson = (answer: OutboundResponse, path: readonly string[]): string | null => {
  requireAnswer(answer, 'who this is');
  const body = answer.status === 200 ? objectOf(answer.text) : null;
  return body && textAt(body, path);
};

const requireAnswer = (answer: OutboundResponse, what: string): void => {
  const remote = { remoteStatus: answer.status };
  if (isPaced(answer)) throw new ProviderError('rate_limited', 'The provider asks for patience.', remote);
  if (answer.status >= 500)
    throw new ProviderError('temporary', `The provider does not say ${what} right now.`, remote);
};

const textAt = (item: Record<string, unknown>, path: readonly string[]): string | null => {
  const found = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), item);
  return (typeof found === 'string' || typeof found === 'number') && found !== '' ? String(found) : null;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};
