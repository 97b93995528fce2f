import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { verifySignature } from '#webhooks/signatures';
import { githubManifest } from '../github.manifest.js';
import { GithubSimulator } from './simulator.js';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = String(keys.publicKey.export({ type: 'spki', format: 'pem' }));
let simulator: GithubSimulator;
let token: string;
beforeEach(async () => {
  simulator = await GithubSimulator.start({ app: { id: '7', publicKey, installations: ['99'] } });
  token = simulator.accounts.issueToken(['repo']);
});
afterEach(() => simulator.stop());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

const call = async (method: string, path: string, more: RequestInit = {}): Promise<Answer> => {
  const headers = { authorization: `Bearer ${token}`, ...(more.headers as Record<string, string>) };
  const url = path.startsWith('http') ? path : `${simulator.apiUrl}${path}`;
  const response = await fetch(url, { ...more, method, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const body = isJson
    ? (JSON.parse(text) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(text));
  return { status: response.status, headers: response.headers, body };
};
const json = (body: unknown): RequestInit => ({ body: JSON.stringify(body) });
const issues = '/repos/ada/site/issues';

const redeem = (fields: Record<string, string>, headers = { accept: 'application/json' }): Promise<Answer> =>
  call('POST', '/login/oauth/access_token', {
    headers,
    body: new URLSearchParams({
      client_id: 'c',
      client_secret: 's',
      redirect_uri: 'http://127.0.0.1/cb',
      ...fields,
    }),
  });

const code = async (): Promise<string> => {
  simulator.accounts.behaviour.approval = 'auto';
  const query = { client_id: 'c', redirect_uri: 'http://127.0.0.1/cb', response_type: 'code', scope: 'repo' };
  const url = `${simulator.server.url}/login/oauth/authorize?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
};

describe('the GitHub simulator’s sign-in', () => {
  it('answers errors of the token endpoint with status 200, and everything as a form unless JSON is asked for', async () => {
    expect(await redeem({ grant_type: 'authorization_code', code: 'wrong' })).toMatchObject({
      status: 200,
      body: { error: 'bad_verification_code' },
    });
    expect((await redeem({ grant_type: 'refresh_token', refresh_token: 'x' })).body).toMatchObject({
      error: 'bad_refresh_token',
    });
    const answer = await redeem({ grant_type: 'authorization_code', code: await code() }, { accept: '*/*' });
    expect(answer.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(answer.body).toEqual({ access_token: expect.any(String), scope: 'repo', token_type: 'bearer' });
  });

  it('rotates the tokens of a GitHub App, and takes an old refresh token no second time', async () => {
    simulator.signIn.kind = 'github-app';
    const first = (await redeem({ grant_type: 'authorization_code', code: await code() })).body;
    expect(first).toMatchObject({ expires_in: 28_800, scope: '', refresh_token: expect.any(String) });
    const spent = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    expect((await redeem(spent)).body).toMatchObject({ access_token: expect.any(String) });
    expect((await redeem(spent)).body).toMatchObject({ error: 'bad_refresh_token' });
  });

  it('ends a grant on DELETE with the client’s own credentials', async () => {
    const { body } = await redeem({ grant_type: 'authorization_code', code: await code() });
    token = String(body['access_token']);
    const revocation = json({ access_token: token });
    const basic = (secret: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(`c:${secret}`).toString('base64')}`,
    });
    expect(
      (await call('DELETE', '/applications/other/grant', { ...revocation, headers: basic('s') })).status,
    ).toBe(401);
    expect((await call('GET', '/user')).status).toBe(200);
    expect(
      (await call('DELETE', '/applications/c/grant', { ...revocation, headers: basic('s') })).status,
    ).toBe(204);
    expect((await call('GET', '/user')).status).toBe(401);
  });

  it('gives an installation token for the app’s own signature only', async () => {
    const now = Math.floor(Date.now() / 1000);
    const signed = (expires: number, issuer = '7'): Promise<string> =>
      new SignJWT({ iat: now, exp: expires, iss: issuer })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(keys.privateKey);
    const path = '/app/installations/99/access_tokens';
    const ask = async (jwt: string): Promise<Answer> =>
      call('POST', path, { headers: { authorization: `Bearer ${jwt}` } });
    expect((await ask(await signed(now + 3600))).status).toBe(401);
    expect((await ask(await signed(now + 500, '8'))).status).toBe(401);
    const { status, body } = await ask(await signed(now + 500));
    expect([status, body]).toMatchObject([
      201,
      { token: expect.stringMatching(/^ghs_/), expires_at: expect.any(String) },
    ]);
    token = String(body['token']);
    expect((await call('GET', '/installation/repositories')).body).toMatchObject({ total_count: 3 });
    expect((await call('GET', '/user')).status).toBe(403);
  });
});

describe('the GitHub simulator’s lists', () => {
  it('pages by links that name the repository by its number', async () => {
    for (const title of ['a', 'b', 'c']) await call('POST', issues, json({ title }));
    const first = await call('GET', `${issues}?per_page=2`);
    expect(first.headers.get('link')).toContain(
      `<${simulator.apiUrl}/repositories/1001/issues?per_page=2&page=2>; rel="next"`,
    );
    const second = await call('GET', `${simulator.apiUrl}/repositories/1001/issues?per_page=2&page=2`);
    expect([second.body.length, second.headers.get('link')]).toEqual([
      1,
      expect.stringContaining('rel="prev"'),
    ]);
  });

  it('answers a known ETag with 304 and counts nothing for it', async () => {
    const { headers } = await call('GET', issues);
    const etag = headers.get('etag') ?? '';
    const again = await call('GET', issues, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('x-ratelimit-used')).toBe(headers.get('x-ratelimit-used'));
    await call('POST', issues, json({ title: 'New' }));
    expect((await call('GET', issues, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('refuses what is beyond the limit until the hour is over', async () => {
    simulator.rate.exhaust();
    const { status, headers } = await call('GET', issues);
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
  });

  it('ignores a reason that comes without a change of the state', async () => {
    await call('POST', issues, json({ title: 'One', state: 'closed' }));
    expect((await call('GET', `${issues}/1`)).body).toMatchObject({ state: 'open' });
    await call('PATCH', `${issues}/1`, json({ state: 'closed' }));
    const { body } = await call(
      'PATCH',
      `${issues}/1`,
      json({ state: 'closed', state_reason: 'not_planned' }),
    );
    expect(body).toMatchObject({ state: 'closed', state_reason: 'completed' });
  });
});

describe('the GitHub simulator’s webhooks', () => {
  let server: Server;
  const received: { readonly headers: IncomingMessage['headers']; readonly body: Buffer }[] = [];
  let isDown = false;
  beforeEach(async () => {
    received.length = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.writeHead(isDown ? 503 : 200).end();
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
  });

  it('posts signed deliveries, does not repeat what failed, and repeats it under its own id when asked', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
    const secret = "It's a Secret to Everybody";
    await call(
      'POST',
      '/repos/ada/site/hooks',
      json({ config: { url, secret, content_type: 'json' }, events: ['issues'] }),
    );
    await simulator.hooks.settled();
    isDown = true;
    await call('POST', issues, json({ title: 'Announced' }));
    await simulator.hooks.settled();
    isDown = false;
    expect(received.map(({ headers }) => headers['x-github-event'])).toEqual(['ping', 'issues']);
    const deliveries = await call('GET', '/repos/ada/site/hooks/1/deliveries');
    const [failed] = deliveries.body as unknown as readonly {
      readonly id: number;
      readonly status: number;
    }[];
    expect(failed?.status).toBe(503);
    await call('POST', `/repos/ada/site/hooks/1/deliveries/${failed?.id}/attempts`);
    await simulator.hooks.settled();
    expect(received[2]?.headers['x-github-delivery']).toBe(received[1]?.headers['x-github-delivery']);
    expect(received[2]?.body).toEqual(received[1]?.body);
    const { signature } = githubManifest.webhooks ?? {};
    for (const { headers, body } of received) {
      const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
      const env = { now: new Date(), keys: (): Promise<never> => Promise.reject(new Error('no keys')) };
      if (!signature) throw new Error('no signature');
      const check = (key: string): ReturnType<typeof verifySignature> =>
        verifySignature(signature, { headers: pairs, body, url, query: [] }, [key], env);
      expect([(await check(secret)).ok, (await check('other')).ok]).toEqual([true, false]);
    }
  });
});

it('the manifest’s signature holds for the vector that GitHub published', async () => {
  const { signature } = githubManifest.webhooks ?? {};
  if (!signature) throw new Error('no signature');
  const value = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const delivery = { headers: [['X-Hub-Signature-256', value]] as const, body: Buffer.from('Hello, World!') };
  const env = { now: new Date(), keys: (): Promise<never> => Promise.reject(new Error('no keys')) };
  const whole = { ...delivery, url: 'https://hub.example/hooks', query: [] };
  const secrets = ["It's a Secret to Everybody"];
  expect(await verifySignature(signature, whole, secrets, env)).toMatchObject({ ok: true });
  const forged = { ...whole, body: Buffer.from('Hello, World?') };
  expect(await verifySignature(signature, forged, secrets, env)).toMatchObject({
    ok: false,
    reason: 'mismatch',
  });
});
