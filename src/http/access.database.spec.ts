import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { type RouteAccess, routeAccess } from '#tenancy';
import { type Method, TestHub } from './testing/test-hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await TestHub.start();
});
afterAll(() => hub.stop());

describe('access', () => {
  it('answers every closed route with 401 to nobody, and lists no undecorated route but the forgotten one', async () => {
    const routes = routeAccess(hub.api.app);
    expect(routes.filter(route => !route.access).map(route => route.path)).toEqual(['/forgotten']);
    for (const route of routes.filter(({ access }) => access && access.kind !== 'public')) {
      const { status, headers, body } = await hub.call(route.method as Method, pathOf(route, newId()), null);
      expect([route.handler, status, body.code]).toEqual([route.handler, 401, 'unauthenticated']);
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it('hides a route that nobody opened exactly like an unknown one, also from those who are known', async () => {
    const forgotten = await hub.call('GET', '/forgotten', hub.operator);
    const unknown = await hub.call('GET', '/no/such/route', hub.operator);
    expect(forgotten.status).toBe(404);
    expect(neutral(forgotten.body)).toEqual(neutral(unknown.body));
  });

  it('shows the organizations of others as absent on every route', async () => {
    const [mine, theirs] = [await hub.createOrganization('mine'), await hub.createOrganization('theirs')];
    for (const route of routeAccess(hub.api.app).filter(({ path }) => path.includes(':organizationId'))) {
      const foreign = await hub.call(route.method as Method, pathOf(route, theirs.id), mine.key);
      const absent = await hub.call(route.method as Method, pathOf(route, newId()), mine.key);
      expect([route.handler, foreign.status]).toEqual([route.handler, 404]);
      expect(neutral(foreign.body)).toEqual(neutral(absent.body));
      const asOperator = await hub.call(route.method as Method, pathOf(route, theirs.id), hub.operator);
      expect([route.handler, asOperator.status]).toEqual([route.handler, 404]);
    }
    for (const route of routeAccess(hub.api.app).filter(({ path }) => path.startsWith('/admin'))) {
      expect((await hub.call(route.method as Method, pathOf(route, newId()), mine.key)).status).toBe(404);
    }
  });

  it('keeps the documented matrix for every route and role', async () => {
    const org = await hub.createOrganization('matrix');
    for (const role of ['owner', 'admin', 'member', 'auditor']) {
      const { key } = await hub.keyOf(org, role);
      for (const route of routeAccess(hub.api.app).filter(({ path }) => path.includes(':organizationId'))) {
        const allowed = route.access?.kind === 'roles' && route.access.roles.includes(role as 'owner');
        const { body } = await hub.call(route.method as Method, pathOf(route, org.id), key);
        expect([
          route.handler,
          role,
          body.code === 'role_insufficient' && body.neededRoles.length > 0 && !allowed,
        ]).toEqual([route.handler, role, !allowed]);
      }
    }
    const refused = await hub.installation.query<{ n: number }>(
      `select count(*)::int as n from audit_probe where action = 'access.refused' and outcome = 'refused' and organization_id = $1`,
      [org.id],
    );
    expect(refused[0]?.n).toBeGreaterThan(3);
  });

  it('asks a key for the scope of the resource and the verb', async () => {
    const org = await hub.createOrganization('scopes');
    const { key } = await hub.keyOf(org, 'admin', { scopes: ['members:read'] });
    expect((await hub.call('GET', `/v1/organizations/${org.id}/members`, key)).status).toBe(200);
    const write = await hub.call('POST', `/v1/organizations/${org.id}/members`, key, {});
    expect([write.status, write.body.code, write.body.neededScopes]).toEqual([
      403,
      'scope_insufficient',
      ['members:write'],
    ]);
    expect((await hub.call('GET', `/v1/organizations/${org.id}`, key)).body.code).toBe('scope_insufficient');
  });

  it('stops a suspended organization at once and lets it go on afterwards', async () => {
    const org = await hub.createOrganization('suspended');
    await hub.call('PATCH', `/admin/v1/organizations/${org.id}`, hub.operator, { status: 'suspended' });
    const stopped = await hub.call('GET', `/v1/organizations/${org.id}`, org.key);
    expect([stopped.status, stopped.body.code]).toEqual([403, 'organization_suspended']);
    await hub.call('PATCH', `/admin/v1/organizations/${org.id}`, hub.operator, { status: 'active' });
    expect((await hub.call('GET', `/v1/organizations/${org.id}`, org.key)).status).toBe(200);
  });

  it('refuses tokens anywhere but in the Authorization header', async () => {
    const org = await hub.createOrganization('header');
    expect((await hub.call('GET', `/v1/me?access_token=${org.key}`, null)).status).toBe(401);
    for (const value of [
      org.key,
      `Basic ${org.key}`,
      `Bearer  ${org.key}`,
      `Bearer ${org.key}x`,
      'Bearer',
      'Bearer cwk_ü',
    ]) {
      expect(
        (await hub.send({ method: 'GET', url: '/v1/me', headers: { authorization: value } })).status,
      ).toBe(401);
    }
    expect((await hub.call('GET', '/v1/me', org.key)).body).toMatchObject({
      kind: 'api_key',
      role: 'owner',
      organizationId: org.id,
    });
  });
});

const pathOf = (route: RouteAccess, organizationId: string): string =>
  route.path.replace(':organizationId', organizationId).replace(/:\w+/g, newId());

const neutral = (problem: object) => ({ ...problem, instance: '', requestId: '' });
