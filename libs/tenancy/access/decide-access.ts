import type { Access } from './access.js';
import type { Principal } from './principal.js';
import { covers, scopeOfRoute } from './scopes.js';

export interface RouteFacts {
  readonly access: Access | undefined;
  readonly method: string;
  /** The route's pattern: `/v1/organizations/:organizationId/syncs`. */
  readonly pattern: string;
  /** The organization the request's path names, if its pattern does. */
  readonly organizationId: string | undefined;
}

export type Decision =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'unknown_route' }
  | { readonly verdict: 'unauthenticated' }
  | { readonly verdict: 'unknown_organization' }
  | { readonly verdict: 'organization_suspended' }
  | { readonly verdict: 'role_insufficient'; readonly needed: readonly string[] }
  | { readonly verdict: 'scope_insufficient'; readonly needed: readonly string[] };

/**
 * Absent and forbidden look the same from outside an organization: 404. Inside it the caller may know that the route is
 * there, so a role or scope that is too small is named.
 */
export const decideAccess = (route: RouteFacts, principal: Principal | null): Decision => {
  const { access } = route;
  if (!access) return { verdict: 'unknown_route' };
  if (access.kind === 'public') return { verdict: 'allowed' };
  // Decided before, by the session itself.
  if (access.kind === 'session' || !principal) return { verdict: 'unauthenticated' };
  const outside = outsideOf(route, principal);
  if (outside) return { verdict: outside };
  if (access.kind === 'authenticated') return { verdict: 'allowed' };
  if (!access.roles.includes(principal.role)) return { verdict: 'role_insufficient', needed: access.roles };
  const scope = access.scope ?? scopeOfRoute(route.method, route.pattern);
  if (scope && !covers(principal.scopes, scope)) return { verdict: 'scope_insufficient', needed: [scope] };
  return { verdict: 'allowed' };
};

const outsideOf = (route: RouteFacts, principal: Principal) => {
  if (route.organizationId !== undefined && route.organizationId !== principal.organizationId)
    return 'unknown_organization';
  if (route.access?.kind === 'roles' && isOfAnotherWorld(route.access.roles, principal))
    return 'unknown_route';
  return principal.isSuspended ? 'organization_suspended' : undefined;
};

/** An operator's route for an organization's caller, or the other way round. */
const isOfAnotherWorld = (roles: readonly string[], principal: Principal): boolean =>
  principal.role === 'operator' ? !roles.includes('operator') : roles.every(role => role === 'operator');
