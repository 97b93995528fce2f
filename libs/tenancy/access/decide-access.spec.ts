import { describe, expect, it } from '@jest/globals';
import { decideAccess } from './decide-access.js';
import type { Principal } from './principal.js';
import { cappedBy, mayGrant, type Role, roles } from './roles.js';
import { covers, exceeding, Scope, scopeOfRoute } from './scopes.js';

const pattern = '/v1/organizations/:organizationId/syncs/:id/runs';
const principal = (change: Partial<Principal> = {}): Principal => ({
  kind: 'api_key',
  id: 'k',
  organizationId: 'a',
  role: 'admin',
  scopes: ['*'],
  memberId: null,
  isSuspended: false,
  ...change,
});
const operator = principal({ kind: 'operator', organizationId: null, role: 'operator' });
const route = (
  names: readonly (Role | 'operator')[],
  organizationId: string | undefined = 'a',
  method = 'POST',
) => ({
  access: { kind: 'roles', roles: names, scope: null } as const,
  method,
  pattern: organizationId === undefined ? '/admin/v1/things' : pattern,
  organizationId,
});

describe('deciding access', () => {
  it('closes a route that says nothing, even to operators', () => {
    const silent = { ...route(['admin']), access: undefined };
    expect(decideAccess(silent, operator).verdict).toBe('unknown_route');
  });

  it('looks at the organization before role, scope and suspension, so that a stranger learns nothing', () => {
    const stranger = principal({ organizationId: 'b', role: 'auditor', scopes: [], isSuspended: true });
    expect(decideAccess(route(['admin']), stranger).verdict).toBe('unknown_organization');
    expect(decideAccess(route(['admin']), operator).verdict).toBe('unknown_organization');
    expect(decideAccess(route(['operator'], undefined), principal()).verdict).toBe('unknown_route');
  });

  it('tells members what is missing', () => {
    expect(decideAccess(route(['owner']), principal())).toEqual({
      verdict: 'role_insufficient',
      needed: ['owner'],
    });
    const narrow = principal({ scopes: ['syncs:read'] });
    expect(decideAccess(route(['admin']), narrow)).toEqual({
      verdict: 'scope_insufficient',
      needed: ['syncs:write'],
    });
    expect(decideAccess(route(['admin'], 'a', 'GET'), narrow).verdict).toBe('allowed');
  });

  it('stops everybody of a suspended organization, but not at public routes', () => {
    const suspended = principal({ isSuspended: true });
    expect(decideAccess(route(['admin']), suspended).verdict).toBe('organization_suspended');
    const open = { ...route(['admin']), access: { kind: 'public', reason: 'test' } as const };
    expect(decideAccess(open, suspended).verdict).toBe('allowed');
  });
});

describe('roles', () => {
  it('let only owners make owners, and nobody of less rank hand out more', () => {
    const makersOfOwners = roles.filter(role => mayGrant(role, 'owner'));
    expect(makersOfOwners).toEqual(['owner']);
    expect(roles.filter(role => mayGrant(role, 'admin'))).toEqual(['owner', 'admin']);
    expect(mayGrant('member', 'auditor')).toBe(false);
    expect(mayGrant('operator', 'auditor')).toBe(false);
  });

  it('cap a key by its member', () => {
    expect(cappedBy('owner', 'member')).toBe('member');
    expect(cappedBy('member', 'owner')).toBe('member');
    expect(cappedBy('auditor', 'member')).toBeNull();
  });
});

describe('scopes', () => {
  it.each([
    ['GET', '/v1/organizations/:organizationId', 'organization:read'],
    ['PATCH', '/v1/organizations/:organizationId', 'organization:write'],
    ['HEAD', '/v1/organizations/:organizationId/connect-sessions', 'connect-sessions:read'],
    ['POST', pattern, 'syncs:write'],
    ['GET', '/v1/me', null],
    ['GET', '/admin/v1/organizations/:id', null],
  ])('of %s %s is %s', (method, path, scope) => {
    expect(scopeOfRoute(method, path)).toBe(scope);
  });

  it('cover their own verb only', () => {
    expect(covers(['syncs:write'], 'syncs:read')).toBe(false);
    expect(covers(['*:read'], 'syncs:read')).toBe(true);
    expect(covers(['*:read'], 'syncs:write')).toBe(false);
    expect(covers(['*'], 'syncs:write')).toBe(true);
    expect(covers([], 'syncs:read')).toBe(false);
  });

  it('cannot be passed on wider than held', () => {
    expect(exceeding(['*:read'], ['syncs:read', '*:read'])).toEqual([]);
    expect(exceeding(['*:read', '*:write'], ['*'])).toEqual(['*']);
    expect(exceeding(['syncs:read'], ['*:read', 'syncs:write'])).toEqual(['*:read', 'syncs:write']);
  });

  it.each(['', 'syncs', 'syncs:delete', 'Syncs:read', '*:*', 'syncs:read ', 'a:b:read'])(
    'refuse %j',
    text => {
      expect(Scope.safeParse(text).success).toBe(false);
    },
  );
});
