import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '#kernel';
import { Caller, createOrganization, startTestHub, type TestHub, type TestOrganization } from '#support';
import { type RouteAccess, routeAccess, roles } from '#tenancy';

// Every route, every role: grows with the API.
jest.setTimeout(240_000);

/*
 * Generated from the route table: a route that is added later is tested by being there. What is compared is the access
 * decision alone, so paths get an id that exists nowhere and bodies are empty.
 */
let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;
let routes: RouteAccess[];
const keys = new Map<string, Caller>();

const pathFor = (route: RouteAccess, organizationId: string): string =>
  route.path.replace(':organizationId', organizationId).replace(/:\w+/g, () => newId());
const send = (caller: Caller, route: RouteAccess, organizationId: string) => {
  const body = ['POST', 'PUT', 'PATCH'].includes(route.method) ? {} : undefined;
  return caller.send<{ code?: string; detail?: string }>(route.method, pathFor(route, organizationId), body);
};
const ofOrganization = (): RouteAccess[] => routes.filter(route => route.path.includes(':organizationId'));

beforeAll(async () => {
  hub = await startTestHub();
  routes = routeAccess(hub.hub.app);
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  for (const role of roles) {
    const made = await acme.owner.post<{ key: string }>(acme.at('/keys'), { name: role, role });
    keys.set(role, acme.owner.as(made.key));
  }
});
afterAll(() => hub.stop());

describe('every route', () => {
  it('is known to this test', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter(route => !route.access).map(route => route.handler)).toEqual([]);
  });

  it('that is public is public for a reason, and there are few', () => {
    const open = routes
      .filter(route => route.access?.kind === 'public')
      .map(route => `${route.method} ${route.path}`);
    expect(open.sort()).toEqual([
      'GET /auth/setup',
      'GET /auth/sso/:id',
      'GET /auth/sso/:id/callback',
      'GET /auth/sso/:id/offer',
      'GET /connect.js',
      'GET /connect/:token',
      'GET /health/live',
      'GET /health/ready',
      'GET /hooks/:provider',
      'GET /hooks/:provider/:token',
      'GET /logos/:hash',
      'GET /oauth/:provider/callback',
      'GET /openapi.json',
      'GET /reference',
      'GET /reference/assets/:name',
      'GET /reference/errors',
      'POST /auth/invitations/accept',
      'POST /auth/invitations/look',
      'POST /auth/login',
      'POST /auth/password-reset',
      'POST /auth/setup',
      'POST /connect/:token',
      'POST /hooks/:provider',
      'POST /hooks/:provider/:token',
    ]);
  });

  it('that is not public asks for a credential', async () => {
    const anonymous = new Caller(hub.url, 'cwk_nonsense');
    for (const route of routes.filter(found => found.access?.kind !== 'public')) {
      const answer = await send(anonymous, route, acme.id);
      expect({ route: route.handler, status: answer.status }).toEqual({ route: route.handler, status: 401 });
    }
  });

  it('answers another organization as if there were none', async () => {
    for (const route of ofOrganization()) {
      const foreign = await send(other.owner, route, acme.id);
      const absent = await send(other.owner, route, newId());
      expect({ route: route.handler, status: foreign.status }).toEqual({ route: route.handler, status: 404 });
      expect({ ...foreign.body, instance: '', requestId: '' }).toEqual({
        ...absent.body,
        instance: '',
        requestId: '',
      });
    }
  });

  it('answers an operator of the installation, inside an organization, as if there were none', async () => {
    const operator = new Caller(hub.url, hub.operatorKey);
    for (const route of ofOrganization()) {
      const answer = await send(operator, route, acme.id);
      expect({ route: route.handler, status: answer.status }).toEqual({ route: route.handler, status: 404 });
    }
  });

  it('of the operator answers an owner as if there were none', async () => {
    const forOperators = routes.filter(
      route => route.access?.kind === 'roles' && route.access.roles.every(role => role === 'operator'),
    );
    expect(forOperators.length).toBeGreaterThan(5);
    for (const route of forOperators) {
      const answer = await send(acme.owner, route, acme.id);
      expect({ route: route.handler, status: answer.status }).toEqual({ route: route.handler, status: 404 });
    }
  });

  it('lets in the roles that it names and no other', async () => {
    // Revoking or closing what the loop itself uses would end it.
    const streams = ['RunsController.follow', 'AuditController.export', 'LiveController.follow'];
    for (const route of ofOrganization().filter(found => !streams.includes(found.handler))) {
      for (const role of roles) {
        const answer = await send(keys.get(role)!, route, acme.id);
        const allowed = route.access?.kind === 'roles' && route.access.roles.includes(role);
        const refused = answer.status === 403 && answer.body.code === 'role_insufficient';
        expect({ route: route.handler, role, refused }).toEqual({
          route: route.handler,
          role,
          refused: !allowed,
        });
        expect({ route: route.handler, role, failed: answer.status >= 500 }).toEqual({
          route: route.handler,
          role,
          failed: false,
        });
      }
    }
  });

  it('lets an auditor change nothing', () => {
    const writing = ofOrganization().filter(
      route =>
        route.method !== 'GET' && route.access?.kind === 'roles' && route.access.roles.includes('auditor'),
    );
    expect(writing.map(route => route.handler)).toEqual([]);
  });
});
