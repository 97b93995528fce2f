import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '#kernel';
import { createOrganization, startTestHub, type TestHub, type TestOrganization } from '#support';
import { type RouteAccess, routeAccess } from '#tenancy';

// Every route, every role: grows with the API.
jest.setTimeout(240_000);

/*
 * Generated: every route of an organization × everything a hostile or careless caller sends. The answer is a problem
 * document of the 4xx kind that says which field is wrong; never a 5xx, never HTML, never SQL.
 */
let hub: TestHub;
let acme: TestOrganization;
let routes: RouteAccess[];

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const json = { 'content-type': 'application/json' };

const bodies: readonly { name: string; body: string; headers?: Record<string, string> }[] = [
  { name: 'nothing', body: '' },
  { name: 'null', body: 'null' },
  { name: 'a list', body: '[]' },
  { name: 'a number', body: '1e999' },
  { name: 'broken JSON', body: '{"a":' },
  { name: 'unknown fields', body: '{"surprise":true}' },
  { name: 'its own prototype', body: '{"__proto__":{"isOwner":true},"constructor":{"prototype":{}}}' },
  { name: 'deep nesting', body: deep(5_000) },
  { name: 'a NUL character', body: '{"name":"a\\u0000b","title":"\\u0000"}' },
  { name: 'half a character', body: '{"name":"\\ud800"}' },
  {
    name: 'wrong types',
    body: '{"name":{},"syncId":7,"integrationId":[],"provider":null,"fields":"x","model":1}',
  },
  { name: 'invalid UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('latin1') },
  { name: 'three megabytes', body: `{"name":"${'x'.repeat(3_000_000)}"}` },
  { name: 'a form', body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'XML', body: '<name/>', headers: { 'content-type': 'application/xml' } },
  { name: 'an unknown encoding', body: '{}', headers: { ...json, 'content-encoding': 'gzip' } },
];

const queries = [
  'cursor=nonsense',
  `cursor=${Buffer.from('["x",1]').toString('base64url')}`,
  `cursor=${Buffer.from('{"a":1}').toString('base64url')}`,
  'limit=-1',
  'limit=abc',
  'limit=100000',
  'cursor=a&cursor=b',
  'surprise=1',
  ...['actorId', 'targetType', 'targetId', 'subjectId'].map(name => `${name}=%00`),
];

const ask = async (
  method: string,
  path: string,
  init: { body?: string; headers?: Record<string, string> } = {},
) => {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${acme.owner.key}`,
      ...(init.body === undefined ? {} : json),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
};

const isProblem = ({ status, type, text }: { status: number; type: string; text: string }): boolean =>
  status >= 400 &&
  status < 500 &&
  type.startsWith('application/problem+json') &&
  !/select |insert |stack/i.test(text);

const pathOf = (route: RouteAccess, id: string): string =>
  route.path.replace(':organizationId', acme.id).replace(/:\w+/g, id);

beforeAll(async () => {
  hub = await startTestHub();
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  routes = routeAccess(hub.hub.app).filter(route => route.path.includes(':organizationId'));
});
afterAll(() => hub.stop());

describe('a hostile caller', () => {
  it('meets a problem document, whatever the body', async () => {
    const writing = routes.filter(route => ['POST', 'PUT', 'PATCH'].includes(route.method));
    expect(writing.length).toBeGreaterThan(15);
    const bad: string[] = [];
    for (const route of writing) {
      for (const { name, body, headers = {} } of bodies) {
        const answer = await ask(route.method, pathOf(route, newId()), { body, headers });
        if (!isProblem(answer))
          bad.push(`${route.handler} given ${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    }
    expect(bad).toEqual([]);
  });

  it('meets a problem document, whatever the query', async () => {
    const lists = routes.filter(
      route => route.method === 'GET' && !/:\w+$/.test(route.path) && route.handler.endsWith('.list'),
    );
    expect(lists.length).toBeGreaterThan(5);
    for (const route of lists) {
      for (const query of queries) {
        const answer = await ask('GET', `${pathOf(route, newId())}?${query}`);
        expect({ route: route.handler, query, server: answer.status >= 500 }).toEqual({
          route: route.handler,
          query,
          server: false,
        });
        if (answer.status >= 400) expect(isProblem(answer)).toBe(true);
      }
    }
  });

  it('meets 404 for ids that are none', async () => {
    const single = routes.filter(route => route.method === 'GET' && route.path.split(':').length > 2);
    const bad: string[] = [];
    for (const route of single) {
      for (const id of ['x', '..%2f..', '%00', "1'%20or%201=1", '00000000-0000-0000-0000-000000000000']) {
        const answer = await ask('GET', pathOf(route, id));
        if (!isProblem(answer))
          bad.push(`${route.handler} of ${id}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    }
    expect(bad).toEqual([]);
  });

  it('is told which field is wrong and what would be right', async () => {
    const answer = await ask('POST', acme.at('/members'), {
      body: '{"email":"no address","name":"","role":"king"}',
    });
    const problem = JSON.parse(answer.text) as { code: string; errors: { path: string; detail: string }[] };
    expect(answer.status).toBe(422);
    expect(problem.errors.map(error => error.path).sort()).toEqual(['email', 'name', 'role']);
    expect(problem.errors.every(error => error.detail.length > 5)).toBe(true);
  });
});
