import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { type RouteAccess, routeAccess, OperatorKeys } from '#tenancy';
import { startTestApi, type TestApi } from './testing/test-api.js';
import { startTestInstallation, type TestInstallation } from './testing/test-installation.js';

let installation: TestInstallation;
let api: TestApi;
let operator: string;

interface Org {
  id: string;
  owner: string;
  key: string;
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const call = async (
  method: Method,
  url: string,
  key?: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const answer = await api.app.inject({
    method,
    url,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return {
    status: answer.statusCode,
    body: answer.body ? answer.json() : undefined,
    headers: answer.headers,
  };
};

const createOrganization = async (name: string): Promise<Org> => {
  const owner = { email: `${newId()}@example.com`, name: 'Olga Owner' };
  const { status, body } = await call('POST', '/admin/v1/organizations', operator, { name, owner });
  expect(status).toBe(201);
  return { id: body.organization.id, owner: body.owner.id, key: body.apiKey.key };
};

const keyOf = async (org: Org, role: string, more: object = {}): Promise<{ id: string; key: string }> => {
  const { status, body } = await call('POST', `/v1/organizations/${org.id}/keys`, org.key, {
    name: role,
    role,
    ...more,
  });
  expect(status).toBe(201);
  return body;
};

beforeAll(async () => {
  installation = await startTestInstallation();
  api = await startTestApi(installation.app);
  const firsts = await Promise.all([1, 2, 3, 4].map(() => api.app.get(OperatorKeys).ensureFirst()));
  expect(firsts.filter(Boolean)).toHaveLength(1);
  operator = firsts.find(Boolean) ?? '';
});

afterAll(async () => {
  await api?.app.close();
  await installation?.stop();
});

describe('access', () => {
  it('answers every closed route with 401 to nobody, and lists no undecorated route but the forgotten one', async () => {
    const routes = routeAccess(api.app);
    expect(routes.filter(route => !route.access).map(route => route.path)).toEqual(['/forgotten']);
    for (const route of routes.filter(({ access }) => access && access.kind !== 'public')) {
      const { status, headers, body } = await call(route.method as Method, pathOf(route, newId()));
      expect([route.handler, status, body.code]).toEqual([route.handler, 401, 'unauthenticated']);
      expect(headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it('hides a route that nobody opened exactly like an unknown one, also from those who are known', async () => {
    const forgotten = await call('GET', '/forgotten', operator);
    const unknown = await call('GET', '/no/such/route', operator);
    expect(forgotten.status).toBe(404);
    expect(neutral(forgotten.body)).toEqual(neutral(unknown.body));
  });

  it('shows the organizations of others as absent on every route', async () => {
    const [mine, theirs] = [await createOrganization('mine'), await createOrganization('theirs')];
    for (const route of routeAccess(api.app).filter(({ path }) => path.includes(':organizationId'))) {
      const foreign = await call(route.method as Method, pathOf(route, theirs.id), mine.key);
      const absent = await call(route.method as Method, pathOf(route, newId()), mine.key);
      expect([route.handler, foreign.status]).toEqual([route.handler, 404]);
      expect(neutral(foreign.body)).toEqual(neutral(absent.body));
      const asOperator = await call(route.method as Method, pathOf(route, theirs.id), operator);
      expect([route.handler, asOperator.status]).toEqual([route.handler, 404]);
    }
    for (const route of routeAccess(api.app).filter(({ path }) => path.startsWith('/admin'))) {
      expect((await call(route.method as Method, pathOf(route, newId()), mine.key)).status).toBe(404);
    }
  });

  it('keeps the documented matrix for every route and role', async () => {
    const org = await createOrganization('matrix');
    for (const role of ['owner', 'admin', 'member', 'auditor']) {
      const { key } = await keyOf(org, role);
      for (const route of routeAccess(api.app).filter(({ path }) => path.includes(':organizationId'))) {
        const allowed = route.access?.kind === 'roles' && route.access.roles.includes(role as 'owner');
        const { body } = await call(route.method as Method, pathOf(route, org.id), key);
        expect([
          route.handler,
          role,
          body?.code === 'role_insufficient' && body.neededRoles.length > 0 && !allowed,
        ]).toEqual([route.handler, role, !allowed]);
      }
    }
    const refused = await installation.query<{ n: number }>(
      `select count(*)::int as n from audit_probe where action = 'access.refused' and outcome = 'refused' and organization_id = $1`,
      [org.id],
    );
    expect(refused[0]?.n).toBeGreaterThan(3);
  });

  it('asks a key for the scope of the resource and the verb', async () => {
    const org = await createOrganization('scopes');
    const { key } = await keyOf(org, 'admin', { scopes: ['members:read'] });
    expect((await call('GET', `/v1/organizations/${org.id}/members`, key)).status).toBe(200);
    const write = await call('POST', `/v1/organizations/${org.id}/members`, key, {});
    expect([write.status, write.body.code, write.body.neededScopes]).toEqual([
      403,
      'scope_insufficient',
      ['members:write'],
    ]);
    expect((await call('GET', `/v1/organizations/${org.id}`, key)).body.code).toBe('scope_insufficient');
  });

  it('stops a suspended organization at once and lets it go on afterwards', async () => {
    const org = await createOrganization('suspended');
    await call('PATCH', `/admin/v1/organizations/${org.id}`, operator, { status: 'suspended' });
    const stopped = await call('GET', `/v1/organizations/${org.id}`, org.key);
    expect([stopped.status, stopped.body.code]).toEqual([403, 'organization_suspended']);
    await call('PATCH', `/admin/v1/organizations/${org.id}`, operator, { status: 'active' });
    expect((await call('GET', `/v1/organizations/${org.id}`, org.key)).status).toBe(200);
  });

  it('refuses tokens anywhere but in the Authorization header', async () => {
    const org = await createOrganization('header');
    expect((await call('GET', `/v1/me?access_token=${org.key}`)).status).toBe(401);
    for (const value of [
      org.key,
      `Basic ${org.key}`,
      `Bearer  ${org.key}`,
      `Bearer ${org.key}x`,
      'Bearer',
      'Bearer cwk_ü',
    ]) {
      expect((await call('GET', '/v1/me', undefined, undefined, { authorization: value })).status).toBe(401);
    }
    expect((await call('GET', '/v1/me', org.key)).body).toMatchObject({
      kind: 'api_key',
      role: 'owner',
      organizationId: org.id,
    });
  });
});

describe('members, sessions and keys', () => {
  it('keeps an owner even when two owners demote each other at the same moment', async () => {
    const org = await createOrganization('owners');
    const path = `/v1/organizations/${org.id}/members`;
    const second = (await call('POST', path, org.key, { email: 'b@example.com', name: 'B', role: 'owner' }))
      .body.id;
    const program = await keyOf(org, 'owner');
    const both = await Promise.all([
      call('PATCH', `${path}/${second}`, program.key, { role: 'admin' }),
      call('PATCH', `${path}/${org.owner}`, program.key, { role: 'admin' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const owners = (await call('GET', path, program.key)).body.data.filter(
      (m: { role: string }) => m.role === 'owner',
    );
    expect(owners).toHaveLength(1);
    const removal = await call('DELETE', `${path}/${owners[0].id}`, program.key);
    expect([removal.status, removal.body.code]).toEqual([409, 'last_owner']);
  });

  it('gives nobody more than they have', async () => {
    const org = await createOrganization('grants');
    const at = `/v1/organizations/${org.id}`;
    const admin = await keyOf(org, 'admin');
    const owner = { email: 'x@example.com', name: 'X', role: 'owner' };
    expect((await call('POST', `${at}/members`, admin.key, owner)).status).toBe(403);
    expect((await call('PATCH', `${at}/members/${org.owner}`, admin.key, { name: 'Y' })).status).toBe(403);
    expect((await call('DELETE', `${at}/members/${org.owner}`, admin.key)).status).toBe(403);
    expect((await call('POST', `${at}/members/${org.owner}/sessions`, admin.key, {})).status).toBe(403);
    expect((await call('POST', `${at}/keys`, admin.key, { name: 'k', role: 'owner' })).status).toBe(403);
    expect(
      (await call('POST', `${at}/keys`, admin.key, { name: 'k', role: 'admin', memberId: org.owner })).status,
    ).toBe(403);
    const narrow = await keyOf(org, 'admin', { scopes: ['keys:write', 'keys:read'] });
    const wider = await call('POST', `${at}/keys`, narrow.key, { name: 'k', role: 'admin', scopes: ['*'] });
    expect([wider.status, wider.body.code]).toEqual([403, 'scope_insufficient']);
  });

  it('ends keys and sessions with their member, and a demoted member demotes them', async () => {
    const org = await createOrganization('leaver');
    const at = `/v1/organizations/${org.id}`;
    const admin = (
      await call('POST', `${at}/members`, org.key, { email: 'a@example.com', name: 'A', role: 'admin' })
    ).body;
    const key = await keyOf(org, 'admin', { memberId: admin.id });
    const session = (await call('POST', `${at}/members/${admin.id}/sessions`, org.key, { ttlSeconds: 600 }))
      .body;
    expect((await call('GET', '/v1/me', session.token)).body).toMatchObject({
      kind: 'member',
      id: admin.id,
      role: 'admin',
    });
    expect((await call('POST', `${at}/members/${admin.id}/sessions`, session.token, {})).body.code).toBe(
      'key_required',
    );
    await call('PATCH', `${at}/members/${admin.id}`, org.key, { role: 'member' });
    expect((await call('GET', '/v1/me', key.key)).body.role).toBe('member');
    await call('PATCH', `${at}/members/${admin.id}`, org.key, { status: 'suspended' });
    expect((await call('GET', '/v1/me', session.token)).status).toBe(401);
    await call('PATCH', `${at}/members/${admin.id}`, org.key, { status: 'active' });
    expect((await call('DELETE', `${at}/members/${admin.id}`, org.key)).status).toBe(204);
    expect((await call('GET', '/v1/me', key.key)).status).toBe(401);
    expect((await call('GET', '/v1/me', session.token)).status).toBe(401);
  });

  it('lets a member manage the own keys and see no others', async () => {
    const org = await createOrganization('own');
    const at = `/v1/organizations/${org.id}`;
    const member = (
      await call('POST', `${at}/members`, org.key, { email: 'm@example.com', name: 'M', role: 'member' })
    ).body;
    const first = await keyOf(org, 'member', { memberId: member.id });
    const foreign = await keyOf(org, 'member');
    const own = await call('POST', `${at}/keys`, first.key, { name: 'mine', role: 'member' });
    expect([own.status, own.body.memberId]).toEqual([201, member.id]);
    const listed = (await call('GET', `${at}/keys?limit=1`, first.key)).body;
    const rest = (await call('GET', `${at}/keys?cursor=${listed.nextCursor}`, first.key)).body;
    expect([...listed.data, ...rest.data].map((k: { id: string }) => k.id)).toEqual([first.id, own.body.id]);
    expect((await call('DELETE', `${at}/keys/${foreign.id}`, first.key)).status).toBe(404);
    expect((await call('GET', `${at}/keys`, foreign.key)).body.data).toHaveLength(1);
    expect((await call('DELETE', `${at}/keys/${own.body.id}`, first.key)).status).toBe(204);
    expect((await call('GET', '/v1/me', own.body.key)).status).toBe(401);
  });

  it('expires keys and sessions, and notes the last use once a minute', async () => {
    const org = await createOrganization('expiry');
    const soon = new Date(api.clock.now().getTime() + 3_600_000).toISOString();
    const { key, id } = await keyOf(org, 'auditor', { expiresAt: soon });
    await call('GET', '/v1/me', key);
    const read = async () =>
      (
        await installation.query<{ at: Date }>('select last_used_at as at from api_key where id = $1', [id])
      )[0]?.at.getTime();
    const first = await read();
    await call('GET', '/v1/me', key);
    expect(await read()).toBe(first);
    api.clock.advance(61_000);
    await call('GET', '/v1/me', key);
    expect(await read()).toBeGreaterThan(first ?? 0);
    api.clock.advance(3_600_000);
    expect((await call('GET', '/v1/me', key)).status).toBe(401);
  });

  it('stores no secret and records exactly one event with each change', async () => {
    const org = await createOrganization('evidence');
    await call('PATCH', `/v1/organizations/${org.id}`, org.key, { name: 'renamed' });
    await call('PATCH', `/v1/organizations/${org.id}`, org.key, { name: 'renamed' });
    const events = await installation.query<{ action: string }>(
      'select action from audit_probe where organization_id = $1 order by id',
      [org.id],
    );
    expect(events.map(({ action }) => action)).toEqual(['organization.created', 'organization.changed']);
    const rows = await installation.query<{ text: string }>(
      'select k::text as text from api_key k union all select o::text from operator_key o',
    );
    expect(
      rows.some(({ text }) => text.includes(org.key.slice(12)) || text.includes(operator.slice(12))),
    ).toBe(false);
  });

  it('keeps the last operator key', async () => {
    const { body: keys } = await call('GET', '/admin/v1/operator-keys', operator);
    const last = await call('DELETE', `/admin/v1/operator-keys/${keys.data[0].id}`, operator);
    expect([last.status, last.body.code]).toEqual([409, 'last_operator_key']);
    const second = (await call('POST', '/admin/v1/operator-keys', operator, { name: 'second' })).body;
    expect((await call('DELETE', `/admin/v1/operator-keys/${second.id}`, operator)).status).toBe(204);
    expect((await call('GET', '/admin/v1/organizations', second.key)).status).toBe(401);
    expect(await api.app.get(OperatorKeys).ensureFirst()).toBeNull();
  });
});

const pathOf = (route: RouteAccess, organizationId: string): string =>
  route.path.replace(':organizationId', organizationId).replace(/:\w+/g, newId());

const neutral = (problem: Record<string, unknown>) => ({ ...problem, instance: '', requestId: '' });
