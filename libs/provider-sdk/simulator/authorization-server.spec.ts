import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '#kernel';
import { AuthorizationServer } from './authorization-server.js';
import { SimulatorServer } from './server.js';

class TestClock extends Clock {
  ms = Date.parse('2027-01-01T00:00:00Z');
  override now(): Date {
    return new Date(this.ms);
  }
}

const client = { id: 'client', secret: 'secret', redirectUris: ['http://127.0.0.1/callback'] };
// RFC 7636 Appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

let server: SimulatorServer;
let accounts: AuthorizationServer;
let clock: TestClock;

beforeEach(async () => {
  clock = new TestClock();
  server = await SimulatorServer.start();
  accounts = new AuthorizationServer({
    title: 'Sign in',
    clock,
    people: [
      { id: '1', email: 'ada@example.com', name: 'Ada <b>' },
      { id: '2', email: 'bob@example.com', name: 'Bob' },
    ],
    clients: [client],
    paths: { authorize: '/authorize', token: '/token', revoke: '/revoke' },
  });
  accounts.mount(server);
  server.router.add('GET', '/me', request => {
    const grant = accounts.grantOf(request);
    return grant ? { status: 200, body: grant.person } : { status: 401 };
  });
});
afterEach(() => server.stop());

const asked = (more: Record<string, string> = {}): string =>
  `${server.url}/authorize?${new URLSearchParams({
    client_id: client.id,
    redirect_uri: client.redirectUris[0] ?? '',
    response_type: 'code',
    scope: 'read write',
    state: 'st&te',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  }).toString()}`;

const callback = async (
  init: RequestInit = {},
  more: Record<string, string> = {},
): Promise<URLSearchParams> => {
  const response = await fetch(asked(more), { redirect: 'manual', ...init });
  return new URL(response.headers.get('location') ?? '').searchParams;
};

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly error?: string;
}

const token = async (form: Record<string, string>): Promise<Tokens> => {
  const body = new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...form });
  const response = await fetch(`${server.url}/token`, { method: 'POST', body });
  return (await response.json()) as Tokens;
};

const redeem = (code: string | null, more: Record<string, string> = {}): Promise<Tokens> => {
  const redirectUri = client.redirectUris[0] ?? '';
  const grant = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri };
  return token({ ...grant, code_verifier: verifier, ...more });
};

const connect = async (): Promise<Tokens> => {
  accounts.behaviour.approval = 'auto';
  return redeem((await callback()).get('code'));
};

const renew = (refresh: string): Promise<Tokens> =>
  token({ grant_type: 'refresh_token', refresh_token: refresh });
const statusOf = async (access: string): Promise<number> =>
  (await fetch(`${server.url}/me`, { headers: { authorization: `Bearer ${access}` } })).status;

describe('the simulated authorization server', () => {
  it('asks on a screen, and gives what was ticked to whom was chosen', async () => {
    const screen = await (await fetch(asked())).text();
    expect(screen).toContain('Ada &lt;b&gt;');
    const form = new URLSearchParams({ decision: 'allow', person: '2', scope: 'read' });
    const answer = await callback({ method: 'POST', body: form });
    expect(answer.get('state')).toBe('st&te');
    const tokens = await redeem(answer.get('code'));
    expect(tokens).toMatchObject({ scope: 'read', expires_in: 3600 });
    const me = await fetch(`${server.url}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await me.json()).toMatchObject({ email: 'bob@example.com' });
  });

  it('says access_denied when the person cancels', async () => {
    const answer = await callback({ method: 'POST', body: new URLSearchParams({ decision: 'deny' }) });
    expect(Object.fromEntries(answer)).toEqual({ error: 'access_denied', state: 'st&te' });
  });

  it('takes a code once, with its verifier, for its client and address', async () => {
    accounts.behaviour.approval = 'auto';
    const code = async (): Promise<string | null> => (await callback()).get('code');
    expect(await redeem(await code(), { code_verifier: 'x'.repeat(43) })).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await redeem(await code(), { redirect_uri: 'http://127.0.0.1/x' })).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await redeem(await code(), { client_secret: 'no' })).toMatchObject({ error: 'invalid_client' });
    const once = await code();
    expect(await redeem(once)).toHaveProperty('access_token');
    expect(await redeem(once)).toMatchObject({ error: 'invalid_grant' });
    const late = await code();
    clock.ms += 601_000;
    expect(await redeem(late)).toMatchObject({ error: 'invalid_grant' });
  });

  it('never redirects to an address that is not registered', async () => {
    const response = await fetch(asked({ redirect_uri: 'http://127.0.0.1/evil' }), { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  it('refuses the plain challenge method', async () => {
    expect((await fetch(asked({ code_challenge_method: 'plain' }))).status).toBe(400);
  });

  it('names the issuer when it is told to', async () => {
    accounts.behaviour.approval = 'auto';
    accounts.behaviour.issuer = 'https://issuer.example';
    expect((await callback()).get('iss')).toBe('https://issuer.example');
  });

  it('ends access tokens in time and renews them, keeping the refresh token', async () => {
    accounts.behaviour.expiresIn = 60;
    const first = await connect();
    expect(await statusOf(first.access_token)).toBe(200);
    clock.ms += 61_000;
    expect(await statusOf(first.access_token)).toBe(401);
    const second = await renew(first.refresh_token);
    expect(second.refresh_token).toBeUndefined();
    expect(await statusOf(second.access_token)).toBe(200);
  });

  it('rotates refresh tokens and ends the grant when a spent one comes back', async () => {
    accounts.behaviour.rotateRefresh = true;
    const first = await connect();
    const second = await renew(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await renew(first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await renew(second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await statusOf(second.access_token)).toBe(401);
  });

  it('gives fewer scopes than were asked for when told to', async () => {
    accounts.behaviour.grantedScopes = ['write', 'never-asked'];
    expect((await connect()).scope).toBe('write');
  });

  it('revokes all of a grant by either token', async () => {
    const tokens = await connect();
    const body = new URLSearchParams({ token: tokens.access_token });
    expect((await fetch(`${server.url}/revoke`, { method: 'POST', body })).status).toBe(200);
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect(await renew(tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('takes the client’s secret in a Basic header as well', async () => {
    accounts.behaviour.approval = 'auto';
    const code = (await callback()).get('code') ?? '';
    const response = await fetch(`${server.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: client.redirectUris[0] ?? '',
        code_verifier: verifier,
      }),
    });
    expect(response.status).toBe(200);
  });
});

describe('the simulator’s server', () => {
  it('puts queued faults in front of the next requests and counts them', async () => {
    server.router.add('GET', '/things/:id', request => ({ status: 200, body: request.params }));
    server.failNext({ status: 429, headers: { 'retry-after': '3' } });
    const failed = await fetch(`${server.url}/things/a%2Fb`);
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await (await fetch(`${server.url}/things/a%2Fb?q=1`)).json()).toEqual({ id: 'a/b' });
    expect(server.requests).toBe(2);
    expect(server.log.at(-1)).toMatchObject({ path: '/things/a%2Fb', query: { q: '1' }, status: 200 });
  });

  it('answers late when told to', async () => {
    server.latencyMs = 60;
    const before = performance.now();
    await fetch(`${server.url}/nothing`);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});
