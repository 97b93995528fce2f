import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OperatorKeys } from '#tenancy';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { startTestApi, type TestApi } from './testing/test-api.js';
import { startTestInstallation, type TestInstallation } from './testing/test-installation.js';

let installation: TestInstallation;
let api: TestApi;
let operator: string;
let org: { id: string; key: string };

type Sent = NonNullable<Parameters<TestApi['app']['inject']>[0]> & object;
const send = async (request: Sent, to = api) => {
  const answer = await to.app.inject(request as never);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: () => JSON.parse(answer.body),
  };
};
const json = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = json, url = '/open') =>
  send({ method: 'POST', url, payload, headers });

beforeAll(async () => {
  installation = await startTestInstallation();
  api = await startTestApi(installation.app);
  operator = (await api.app.get(OperatorKeys).ensureFirst()) ?? '';
  const made = await send({
    method: 'POST',
    url: '/admin/v1/organizations',
    headers: { authorization: `Bearer ${operator}` },
    payload: { name: 'Edge', owner: { email: 'o@example.com', name: 'O' } },
  });
  org = { id: made.json().organization.id, key: made.json().apiKey.key };
});

afterAll(async () => {
  await api?.app.close();
  await installation?.stop();
});

const deep = (levels: number): string => `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`;

describe('what nobody honest sends', () => {
  const abuse: [what: string, status: number, code: string, request: () => ReturnType<typeof send>][] = [
    ['a number for a text', 422, 'validation_failed', () => post('{"name":7}')],
    ['an array for an object', 422, 'validation_failed', () => post('[]')],
    ['null', 422, 'validation_failed', () => post('null')],
    ['nothing', 422, 'validation_failed', () => send({ method: 'POST', url: '/open' })],
    ['an unknown field', 422, 'validation_failed', () => post('{"name":"a","admin":true}')],
    ['half a JSON', 400, 'malformed_json', () => post('{"name":')],
    ['__proto__', 400, 'malformed_json', () => post('{"name":"a","__proto__":{"admin":true}}')],
    [
      'constructor.prototype',
      400,
      'malformed_json',
      () => post('{"name":"a","constructor":{"prototype":{"x":1}}}'),
    ],
    ['NUL in a text', 422, 'validation_failed', () => post('{"name":"a\\u0000b"}')],
    ['half a surrogate pair', 422, 'validation_failed', () => post('{"name":"\\ud800"}')],
    ['invalid UTF-8', 400, 'malformed_text', () => post(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ['a body of 2 MB', 413, 'body_too_large', () => post(`{"name":"${'x'.repeat(2 << 20)}"}`)],
    ['100,000 levels', 422, 'body_too_complex', () => post(deep(100_000))],
    ['33 levels', 422, 'body_too_complex', () => post(deep(33))],
    ['a million items', 422, 'body_too_complex', () => post(`{"name":[${'1,'.repeat(400_000)}1]}`)],
    [
      'a form',
      415,
      'unsupported_media_type',
      () => post('name=a', { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    [
      'multipart',
      415,
      'unsupported_media_type',
      () => post('x', { 'content-type': 'multipart/form-data; boundary=x' }),
    ],
    ['text', 415, 'unsupported_media_type', () => post('{"name":"a"}', { 'content-type': 'text/plain' })],
    [
      'JSON in Latin 1',
      415,
      'unsupported_media_type',
      () => post('{"name":"a"}', { 'content-type': 'application/json; charset=latin1' }),
    ],
    [
      'JSON hidden in a media type',
      415,
      'unsupported_media_type',
      () => post('{"name":"a"}', { 'content-type': 'text/plain; application/json' }),
    ],
    ['JSON to a form', 415, 'unsupported_media_type', () => post('{}', json, '/open/form')],
    [
      'a foreign cursor',
      400,
      'invalid_cursor',
      () => send({ method: 'GET', url: '/open/list?cursor=WyJ4Il0' }),
    ],
    [
      'a broken cursor',
      400,
      'invalid_cursor',
      () => send({ method: 'GET', url: '/open/list?cursor=%F0%9F%92%A9' }),
    ],
    [
      'an endless cursor',
      422,
      'validation_failed',
      () => send({ method: 'GET', url: `/open/list?cursor=${'a'.repeat(600)}` }),
    ],
    [
      'a doubled parameter',
      422,
      'validation_failed',
      () => send({ method: 'GET', url: '/open/list?limit=1&limit=2' }),
    ],
    ['a page of -1', 422, 'validation_failed', () => send({ method: 'GET', url: '/open/list?limit=-1' })],
    ['a malformed URL', 400, 'bad_request', () => send({ method: 'GET', url: '/v1/organizations/%zz' })],
    [
      'an endless path parameter',
      414,
      'url_too_long',
      () => send({ method: 'GET', url: `/v1/organizations/${'a'.repeat(500)}` }),
    ],
    [
      'a method nobody serves',
      404,
      'not_found',
      () => send({ method: 'PUT' as 'POST', url: '/open', payload: '{}', headers: json }),
    ],
    [
      'an unknown route',
      404,
      'not_found',
      () => post('not json', { 'content-type': 'text/plain' }, '/nowhere'),
    ],
    [
      'NUL in an id',
      404,
      'not_found',
      () =>
        send({
          method: 'GET',
          url: `/v1/organizations/${org.id}/members/%00`,
          headers: { authorization: `Bearer ${org.key}` },
        }),
    ],
    [
      'no id at all',
      404,
      'not_found',
      () =>
        send({
          method: 'GET',
          url: `/admin/v1/organizations/1'--`,
          headers: { authorization: `Bearer ${operator}` },
        }),
    ],
  ];
  it.each(abuse)('%s is answered %i %s as a problem', async (_what, status, code, request) => {
    const answer = await request();
    expect([answer.status, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    const { type, title, detail, instance, requestId } = answer.json();
    expect([type, typeof title, typeof detail]).toEqual([`/reference/errors#${code}`, 'string', 'string']);
    expect(instance).not.toContain('?');
    expect(requestId).toBe(answer.headers['x-request-id'] ?? requestId);
    expect(answer.text).not.toMatch(/ at |node_modules|select |stack/i);
  });

  it('names each wrong field', async () => {
    const { errors } = (await post('{"name":7,"tags":[1],"colour":"red"}')).json();
    expect(errors.map((error: { path: string }) => error.path).sort()).toEqual(['colour', 'name', 'tags.0']);
  });

  it('is answered as a problem even when it is not HTTP', async () => {
    await api.app.listen(0, '127.0.0.1');
    const { port } = api.app.getHttpServer().address() as { port: number };
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('SMUGGLE / HTTP/9.9\r\n\r\n'));
      socket
        .on('data', chunk => (text += chunk.toString()))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*bad_request/);
  });
});

describe('failures inside', () => {
  const sql = (text: string) => send({ method: 'GET', url: `/open/sql?text=${encodeURIComponent(text)}` });
  it.each([
    [
      `insert into member (id, organization_id, email, name, role, status, created_at) values (gen_random_uuid(), gen_random_uuid(), 'a', 'b', 'owner', 'active', now())`,
      404,
    ],
    [`select 'x'::uuid`, 404],
    [`insert into rate_limit values ('a', 1, now()), ('a', 1, now())`, 409],
    [`select convert_from('\\xff', 'UTF8')`, 422],
    [`select '"\\u0000"'::jsonb`, 422],
    [`do $$ begin raise exception 'x' using errcode = '40001'; end $$`, 503],
    [`do $$ begin raise exception 'x' using errcode = '57014'; end $$`, 503],
    [`select nonsense from nowhere`, 500],
  ])('%s is a %i without SQL in the answer', async (text, status) => {
    const answer = await sql(text);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/nonsense|insert into|violates|relation/);
    if (status === 503) expect(answer.headers['retry-after']).toBe('1');
  });

  it('shows of a crash only the request id', async () => {
    const answer = await send({
      method: 'GET',
      url: '/open/crash',
      headers: { 'x-request-id': 'my-request-0001' },
    });
    expect([answer.status, answer.json().requestId, answer.headers['x-request-id']]).toEqual([
      500,
      'my-request-0001',
      'my-request-0001',
    ]);
    expect(answer.text).not.toContain('hunter2');
  });

  it('replaces a request id that is unfit for a log', async () => {
    const answer = await send({
      method: 'GET',
      url: '/open/health',
      headers: { 'x-request-id': 'a b\tc"}' },
    });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('bodies, headers, origins', () => {
  it('reads forms and raw bytes only where a route asks for them', async () => {
    const form = await post(
      'a=1&b=%C3%BC',
      { 'content-type': 'application/x-www-form-urlencoded' },
      '/open/form',
    );
    expect(form.json()).toEqual({ a: '1', b: 'ü' });
    const raw = await post(Buffer.from([0xff, 0]), { 'content-type': 'application/xml' }, '/open/raw');
    expect(raw.json()).toEqual({ bytes: 'ff00' });
    expect((await post('{"name":"a","name":"b"}')).json()).toMatchObject({ name: 'b', weight: 1 });
  });

  it('sends security headers and lets exactly the named origins in', async () => {
    const from = (origin: string) => send({ method: 'GET', url: '/open/health', headers: { origin } });
    const known = await from('https://app.example.com');
    expect(known.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(known.headers['content-security-policy']).toContain("default-src 'self'");
    expect(
      (await from('https://app.example.com.evil.test')).headers['access-control-allow-origin'],
    ).toBeUndefined();
  });
});

describe('rate limits', () => {
  it('are shared by two processes, say what is left, and spare health', async () => {
    const limits = { rateLimits: { caller: 5, organization: 100, address: 7 } };
    const both = await Promise.all([
      startTestApi(installation.app, limits),
      startTestApi(installation.app, limits),
    ]);
    try {
      const me = (headers: Record<string, string>) =>
        both.map(to => () => send({ method: 'GET', url: '/v1/me', headers }, to));
      const known = await Promise.all(
        Array.from({ length: 4 }, () => me({ authorization: `Bearer ${org.key}` }))
          .flat()
          .map(ask => ask()),
      );
      expect(known.filter(({ status }) => status === 200)).toHaveLength(5);
      const refused = known.find(({ status }) => status === 429);
      expect(refused?.json().code).toBe('rate_limited');
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused?.headers['ratelimit']).toMatch(/^"caller";r=0;t=\d+$/);
      const first = known.find(({ status }) => status === 200);
      expect(first?.headers['ratelimit-policy']).toBe('"caller";q=5;w=60, "organization";q=100;w=60');
      const guesses = await Promise.all(
        Array.from({ length: 6 }, () => me({ authorization: 'Bearer cwk_guess' }))
          .flat()
          .map(ask => ask()),
      );
      expect(guesses.filter(({ status }) => status === 401)).toHaveLength(7);
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5);
      const health = await Promise.all(
        Array.from({ length: 9 }, () => send({ method: 'GET', url: '/open/health' }, both[0])),
      );
      expect(health.every(({ status }) => status === 200)).toBe(true);
    } finally {
      await Promise.all(both.map(({ app }) => app.close()));
    }
  });
});

describe('idempotency keys', () => {
  const parcel = (key: string, payload: object, to = api) =>
    send(
      {
        method: 'POST',
        url: `/v1/organizations/${org.id}/parcels`,
        headers: { authorization: `Bearer ${org.key}`, 'idempotency-key': key },
        payload,
      },
      to,
    );

  it('let one of many racing requests run and give its answer to the later ones', async () => {
    const race = await Promise.all(Array.from({ length: 8 }, () => parcel('race', { name: 'a' })));
    expect(race.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(
      race.filter(answer => answer.status === 409 && answer.json().code === 'idempotency_in_flight'),
    ).toHaveLength(7);
    const first = race.find(({ status }) => status === 202);
    const again = await parcel('race', { name: 'a' });
    expect([again.status, again.headers['idempotency-replayed'], again.json()]).toEqual([
      202,
      'true',
      first?.json(),
    ]);
  });

  it('refuse another payload, but not another order of the same fields', async () => {
    await parcel('same', { name: 'a', weight: 2 });
    expect((await parcel('same', { weight: 2, name: 'a' })).headers['idempotency-replayed']).toBe('true');
    const other = await parcel('same', { name: 'b', weight: 2 });
    expect([other.status, other.json().code]).toEqual([422, 'idempotency_mismatch']);
    expect((await parcel('ü', { name: 'a' })).status).toBe(400);
  });

  it('are free again after a failure, after a crash, and after a day', async () => {
    expect((await parcel('broken', { name: 'broken' })).status).toBe(503);
    expect((await parcel('broken', { name: 'mended' })).status).toBe(202);
    await parcel('crash', { name: 'a' });
    await installation.query(
      `update idempotency_key set status = null, body = null where status is not null`,
    );
    expect((await parcel('crash', { name: 'a' })).status).toBe(409);
    api.clock.advance(61_000);
    expect((await parcel('crash', { name: 'a' })).status).toBe(202);
    api.clock.advance(24 * 3_600_000);
    expect((await parcel('crash', { name: 'other' })).headers['idempotency-replayed']).toBeUndefined();
    await api.app.get(IdempotencyKeys).sweep();
    const [left] = await installation.query<{ n: number }>('select count(*)::int as n from idempotency_key');
    expect(left?.n).toBe(1);
  });

  it('keep no secret that is shown once, and say so', async () => {
    const make = () =>
      send({
        method: 'POST',
        url: `/v1/organizations/${org.id}/keys`,
        headers: { authorization: `Bearer ${org.key}`, 'idempotency-key': 'secret' },
        payload: { name: 'k', role: 'member' },
      });
    const first = await make();
    const again = await make();
    expect([first.status, again.status, again.json().code]).toEqual([201, 409, 'idempotency_shown_once']);
    const [row] = await installation.query<{ text: string }>(
      "select string_agg(k::text, ' ') as text from idempotency_key k",
    );
    expect(row?.text).not.toContain(first.json().key.slice(4));
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with stable ids, bearer security, problems, and no dangling reference', async () => {
    const document = (await send({ method: 'GET', url: '/openapi.json' })).json();
    expect(document.openapi).toBe('3.1.0');
    const create = document.paths['/v1/organizations/{organizationId}/members'].post;
    expect(create.operationId).toBe('members_create');
    expect(create.requestBody.content['application/json'].schema.$ref).toBe(
      '#/components/schemas/CreateMember',
    );
    expect(create.responses['201'].content['application/json'].schema.$ref).toBe(
      '#/components/schemas/Member',
    );
    expect(create.responses.default.content['application/problem+json'].schema.$ref).toBe(
      '#/components/schemas/Problem',
    );
    expect([create.security, create['x-scope'], create['x-roles']]).toEqual([
      [{ bearer: [] }],
      'members:write',
      ['owner', 'admin'],
    ]);
    expect(create.parameters.map((p: { name: string }) => p.name)).toEqual([
      'organizationId',
      'Idempotency-Key',
    ]);
    const list = document.paths['/v1/organizations/{organizationId}/members'].get;
    expect(list.parameters.map((p: { name: string }) => p.name).sort()).toEqual([
      'cursor',
      'limit',
      'organizationId',
    ]);
    const operations = Object.values(document.paths).flatMap(item => Object.values(item as object)) as {
      operationId: string;
    }[];
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const [, id] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(id);
    }
  });

  it('has a reference page that loads nothing from elsewhere', async () => {
    const page = await send({ method: 'GET', url: '/reference' });
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '');
    expect(links.length).toBeGreaterThan(2);
    for (const url of links) {
      expect(url).toMatch(/^\/reference\/assets\//);
      expect((await send({ method: 'GET', url })).status).toBe(200);
    }
    expect((await send({ method: 'GET', url: '/reference/assets/..%2Fpackage.json' })).status).toBe(404);
    expect((await send({ method: 'GET', url: '/reference/assets/constructor' })).status).toBe(404);
  });
});
