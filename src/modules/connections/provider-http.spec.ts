import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OutboundClient } from '#http';
import { ProviderError, SystemClock } from '#kernel';
import type { ProviderManifest } from '#provider-sdk';
import { googleCalendarManifest } from '../../providers/google-calendar/index.js';
import type { OpenedCredential } from './credentials/credentials.service.js';
import { type Door, ProviderHttpClient } from './provider-http.js';

/** One server under two names: `127.0.0.1` is the provider's host, `localhost` is somebody else's. */
let server: Server;
let outbound: OutboundClient;
let own: string;
let foreign: string;
let seen: IncomingMessage[];
let answer: (request: IncomingMessage) => { status: number; headers?: Record<string, string> };
let asked: (number | undefined)[];

const opened = (version: number): OpenedCredential => ({
  connectionId: 'c',
  version,
  secret: { kind: 'oauth2', accessToken: `access-${version}`, refreshToken: 'r', tokenType: 'Bearer' },
  expiresAt: null,
  refreshable: true,
  obtainedAt: new Date(0),
});
const manifest = (changes: Partial<ProviderManifest> = {}): ProviderManifest => ({
  ...googleCalendarManifest,
  hosts: [],
  ...changes,
});
const client = (
  changes: Partial<ProviderManifest> = {},
  apiUrl = own,
  { waiting = 'waits', signal = new AbortController().signal, contentBytes }: Partial<Door> = {},
): ProviderHttpClient => {
  const credential = (refused?: number) => {
    asked.push(refused);
    return Promise.resolve(opened((refused ?? 0) + 1));
  };
  const door = {
    key: 'c',
    holders: { connection: 'c', organization: 'o', client: 'shared' },
    manifest: manifest(changes),
    apiUrl,
    signal,
    waiting,
    credential,
    ...(contentBytes === undefined ? {} : { contentBytes }),
  };
  return new ProviderHttpClient(outbound, door, new SystemClock());
};
const failure = async (work: Promise<unknown>): Promise<ProviderError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderError)) throw new Error(`Not a provider's failure: ${String(error)}`);
  return error;
};

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    const { status, headers = {} } = answer(request);
    response.writeHead(status, headers).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  own = `http://127.0.0.1:${port}`;
  foreign = `http://localhost:${port}`;
  outbound = new OutboundClient({ allowPrivate: ['127.0.0.0/8', '::1/128'] });
});
afterAll(async () => {
  await outbound.close(0);
  await new Promise(resolve => server.close(resolve));
});
beforeEach(() => {
  seen = [];
  asked = [];
  answer = () => ({ status: 200 });
});

describe('a provider’s door', () => {
  it('attaches the credential towards the provider’s host, whatever the request says', async () => {
    await client().request({ method: 'GET', url: '/x', headers: { authorization: 'Bearer mine' } });
    await client().request({ method: 'GET', url: `${own}/y`, query: { a: 1, b: undefined } });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-1', 'Bearer access-1']);
    expect(seen.map(({ url }) => url)).toEqual(['/x', '/y?a=1']);
  });

  it('sends nothing to any other host', async () => {
    const { hostname, port } = new URL(own);
    const addresses = [
      `${foreign}/x`,
      `http://${hostname}.evil.example:${port}/x`,
      `http://${hostname}@localhost:${port}/x`,
      'https://evil.example/x',
    ];
    for (const url of addresses) {
      const error = await failure(client().request({ method: 'GET', url }));
      expect([url, error.providerCode, error.publicDetail]).toEqual([
        url,
        'permanent',
        expect.stringContaining('is not a host of Google Calendar'),
      ]);
    }
    expect(seen).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not carry the credential over a %i redirect to another host',
    async status => {
      answer = ({ headers }) =>
        headers.host?.startsWith('localhost')
          ? { status: 200 }
          : { status, headers: { location: `${foreign}/stolen` } };
      await failure(client().request({ method: 'GET', url: '/x' }));
      expect(seen.map(({ headers, url }) => [headers.host?.split(':')[0], url])).toEqual([
        ['127.0.0.1', '/x'],
      ]);
    },
  );

  it('refuses an address without TLS at a host that has TLS', async () => {
    const error = await failure(
      client({}, own.replace('http:', 'https:')).request({ method: 'GET', url: `${own}/x` }),
    );
    expect(error.publicDetail).toContain('without TLS');
    expect(seen).toEqual([]);
  });

  it('lets a manifest name further hosts', async () => {
    await client({ hosts: ['localhost'] }).request({ method: 'GET', url: `${foreign}/x` });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-1']);
  });

  it('leaves only the method alone that the vendor closed, where it counts methods', async () => {
    answer = ({ url }) =>
      url === '/reactions.add' ? { status: 429, headers: { 'retry-after': '30' } } : { status: 200 };
    const limits = { ...googleCalendarManifest.limits, scope: 'method' as const };
    const react = () =>
      client({ key: 'by-method', limits }).request({ method: 'POST', url: '/reactions.add' });
    expect((await failure(react())).providerCode).toBe('rate_limited');
    const again = await failure(react());
    expect([again.providerCode, again.retryAfterMs]).toEqual(['rate_limited', expect.any(Number)]);
    await client({ key: 'by-method', limits }).request({ method: 'POST', url: '/chat.postMessage' });
    expect(seen.map(({ url }) => url)).toEqual(['/reactions.add', '/chat.postMessage']);
  });

  it('lets somebody who asked wait for their turn, and sends away what can come back', async () => {
    const slow = { key: 'slow', limits: { requestsPerSecond: 0.15, concurrent: 4 } };
    const ask = (waiting: Partial<Door>) => client(slow, own, waiting).request({ method: 'GET', url: '/x' });
    await ask({});
    expect((await failure(ask({ waiting: 'parks' }))).providerCode).toBe('rate_limited');
    const signal = AbortSignal.timeout(100);
    const reason = await ask({ signal }).catch((error: unknown) => error);
    expect([reason, signal.aborted]).toEqual([signal.reason, true]);
    expect(seen).toHaveLength(1);
  });

  it('renews a refused credential once and asks once more', async () => {
    answer = ({ headers }) => ({ status: headers.authorization === 'Bearer access-2' ? 200 : 401 });
    await client().request({ method: 'GET', url: '/x' });
    expect(asked).toEqual([undefined, 1]);
    expect(seen).toHaveLength(2);
  });

  it('takes a refusal of the renewed credential for the API’s trouble, not the grant’s end', async () => {
    answer = () => ({ status: 401 });
    expect(await failure(client().request({ method: 'GET', url: '/x' }))).toMatchObject({
      providerCode: 'temporary',
      remoteStatus: 401,
    });
    expect(asked).toEqual([undefined, 1]);
    expect(seen).toHaveLength(2);
  });
});

describe('a 401 that the vendor explains otherwise', () => {
  it('renews no token', async () => {
    answer = () => ({ status: 401 });
    const scopes = new ProviderError('insufficient_scope', 'The scope is missing.');
    const request = { method: 'POST', url: 'files', explain: () => scopes };
    expect(await failure(client().request(request))).toBe(scopes);
    expect([seen.length, asked]).toEqual([1, [undefined]]);
  });
});

describe('a content', () => {
  it('streams with the credential, and to no other host', async () => {
    answer = () => ({ status: 200, headers: { 'x-name': 'a' } });
    const door = client({}, own, { contentBytes: 1_000 });
    const opened = await door.open({ method: 'POST', url: 'content' });
    expect([opened.status, opened.headers['x-name'], await text(opened.body)]).toEqual([200, 'a', '{}']);
    expect(seen[0]?.headers['authorization']).toBe('Bearer access-1');
    const elsewhere = await failure(door.open({ method: 'POST', url: `${foreign}/content` }));
    expect([elsewhere.providerCode, seen.length]).toEqual(['permanent', 1]);
  });

  it('is asked for again with a renewed token, and fails like any answer', async () => {
    answer = ({ headers }) => ({ status: headers['authorization'] === 'Bearer access-2' ? 404 : 401 });
    const door = client({}, own, { contentBytes: 1_000 });
    expect((await failure(door.open({ method: 'GET', url: 'content' }))).providerCode).toBe('not_found');
    expect(asked).toEqual([undefined, 1]);
  });

  it('comes through no door that was not opened for it', async () => {
    await expect(client().open({ method: 'GET', url: 'content' })).rejects.toThrow(/not opened for contents/);
  });
});
