import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Organization, TestHub } from '../testing/test-hub.js';

let hub: TestHub;
let org: Organization;
beforeAll(async () => {
  hub = await TestHub.start();
  org = await hub.createOrganization('Edge');
});
afterAll(() => hub.stop());

const json = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = json, url = '/open') =>
  hub.send({ method: 'POST', url, payload, headers });

const deep = (levels: number): string => `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`;

describe('what nobody honest sends', () => {
  const abuse: [what: string, status: number, code: string, request: () => Promise<Answer>][] = [
    ['a number for a text', 422, 'validation_failed', () => post('{"name":7}')],
    ['an array for an object', 422, 'validation_failed', () => post('[]')],
    ['null', 422, 'validation_failed', () => post('null')],
    ['nothing', 422, 'validation_failed', () => hub.send({ method: 'POST', url: '/open' })],
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
      () => hub.send({ method: 'GET', url: '/open/list?cursor=WyJ4Il0' }),
    ],
    [
      'a broken cursor',
      400,
      'invalid_cursor',
      () => hub.send({ method: 'GET', url: '/open/list?cursor=%F0%9F%92%A9' }),
    ],
    [
      'an endless cursor',
      422,
      'validation_failed',
      () => hub.send({ method: 'GET', url: `/open/list?cursor=${'a'.repeat(600)}` }),
    ],
    [
      'a doubled parameter',
      422,
      'validation_failed',
      () => hub.send({ method: 'GET', url: '/open/list?limit=1&limit=2' }),
    ],
    ['a page of -1', 422, 'validation_failed', () => hub.send({ method: 'GET', url: '/open/list?limit=-1' })],
    ['a malformed URL', 400, 'bad_request', () => hub.send({ method: 'GET', url: '/v1/organizations/%zz' })],
    [
      'an endless path parameter',
      414,
      'url_too_long',
      () => hub.send({ method: 'GET', url: `/v1/organizations/${'a'.repeat(500)}` }),
    ],
    [
      'a method nobody serves',
      404,
      'not_found',
      () => hub.send({ method: 'PUT', url: '/open', payload: '{}', headers: json }),
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
        hub.send({
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
        hub.send({
          method: 'GET',
          url: `/admin/v1/organizations/1'--`,
          headers: { authorization: `Bearer ${hub.operator}` },
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
    expect(answer.text).not.toMatch(/ at \S+ \(|\.[jt]s:\d|node_modules|select |stack/i);
  });

  it('names each wrong field', async () => {
    const { errors } = (await post('{"name":7,"tags":[1],"colour":"red"}')).json();
    expect(errors.map(error => error.path).sort()).toEqual(['colour', 'name', 'tags.0']);
  });

  it('is answered as a problem even when it is not HTTP', async () => {
    await hub.api.app.listen(0, '127.0.0.1');
    const { port } = hub.api.app.getHttpServer().address() as { port: number };
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
