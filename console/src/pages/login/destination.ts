import type { Me } from '../../api/session.js';

/** Only paths of this very console: a link must not lead a person who has just logged in to a stranger. */
export const ownPath = (wish: string | null): string | null => {
  if (wish === null || !wish.startsWith('/')) return null;
  const { origin, pathname, search } = new URL(wish, window.location.origin);
  // `/.//host` is a path of this origin, and `//host`, which it becomes, a stranger's address.
  const isOwn = origin === window.location.origin && pathname !== '/login' && !pathname.startsWith('//');
  return isOwn ? pathname + search : null;
};

/** Where somebody goes who has one place to be in; null lets the person choose. */
export const destinationOf = ({ required, organizationId, organizations, account }: Me): string | null => {
  if (required === null) return organizationId === null ? '/installation' : `/o/${organizationId}`;
  if (organizations.length === 0) return account.isOperator ? '/installation' : null;
  const [only] = organizations;
  const hasChoice = account.isOperator || organizations.length > 1;
  return hasChoice || only === undefined || only.loginAt !== null || only.isSuspended
    ? null
    : `/o/${only.id}`;
};

/** The organization that an address of the console belongs to. */
export const organizationIn = (path: string | null): string | null =>
  /^\/o\/([0-9a-f-]{36})(?:\/|\?|$)/.exec(path ?? '')?.[1] ?? null;
