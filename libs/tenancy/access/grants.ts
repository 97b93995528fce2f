import { HubError } from '#kernel';
import type { Principal } from './principal.js';
import { mayGrant, type Role } from './roles.js';
import { exceeding } from './scopes.js';

/** Nobody makes, changes or acts as something that may do more than they may. */
export const requireGrant = (by: Principal, role: Role): void => {
  if (mayGrant(by.role, role)) return;
  throw new HubError('role_insufficient', 403, `A ${by.role} cannot make, change or act as: ${role}.`, {
    extensions: { neededRoles: role === 'owner' ? ['owner'] : ['owner', 'admin'] },
  });
};

export const requireScopes = (by: Principal, scopes: readonly string[]): void => {
  const more = exceeding(by.scopes, scopes);
  if (more.length === 0) return;
  throw new HubError(
    'scope_insufficient',
    403,
    `You cannot pass on scopes you do not hold: ${more.join(', ')}.`,
    {
      extensions: { neededScopes: more },
    },
  );
};
