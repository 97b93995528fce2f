import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestHub } from '../testing/test-hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await TestHub.start();
});
afterAll(() => hub.stop());

const json = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = json, url = '/open') =>
  hub.send({ method: 'POST', url, payload, headers });

describe('failures inside', () => {
  const sql = (text: string) =>
    hub.send({ method: 'GET', url: `/open/sql?text=${encodeURIComponent(text)}` });
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
    const answer = await hub.send({
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
    const answer = await hub.send({
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
    const from = (origin: string) => hub.send({ method: 'GET', url: '/open/health', headers: { origin } });
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
