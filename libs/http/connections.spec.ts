import { once } from 'node:events';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Connections } from './connections.js';
import { AddressGuard } from './guard/address-guard.js';
import { ClientBench, get } from './testing/client-bench.js';
import { selfSigned } from './testing/self-signed.js';

const bench = new ClientBench();
const own = selfSigned('self-hosted.example');
const names: (string | false)[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer(own, (request, response) => {
    names.push((request.socket as TLSSocket & { servername: string }).servername);
    response.end('encrypted');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => bench.end());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const resolve = (): Promise<{ address: string; family: number }[]> =>
  Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

const url = (host: string): string => `https://${host}:${(server.address() as AddressInfo).port}/`;

describe('a literal address', () => {
  it('is checked when it is dialled, too', async () => {
    const connections = new Connections(new AddressGuard());
    const work = connections
      .withTimeout(1000)
      .request({ origin: new URL(url('127.0.0.1')).origin, path: '/', method: 'GET' });
    await expect(work).rejects.toMatchObject({ code: 'target_refused' });
    await connections.close();
  });
});

describe('an encrypted connection', () => {
  it('goes to the checked address, names the host and trusts its certificate', async () => {
    const client = bench.client({ ca: own.cert, resolve });
    const request = get(url('self-hosted.example'), { allowedHosts: ['self-hosted.example'] });
    expect((await client.request(request)).text).toBe('encrypted');
    expect(names).toEqual(['self-hosted.example']);
  });

  it('is refused when the certificate belongs to another name', async () => {
    const client = bench.client({ ca: own.cert, resolve });
    const request = get(url('other.example'), { allowedHosts: ['other.example'] });
    await expect(client.request(request)).rejects.toMatchObject({
      providerCode: 'permanent',
      publicDetail: 'The certificate of other.example cannot be trusted (ERR_TLS_CERT_ALTNAME_INVALID).',
    });
  });

  it('is refused when nobody vouches for the certificate, by name and by address', async () => {
    for (const host of ['self-hosted.example', '127.0.0.1']) {
      const work = bench.client({ resolve }).request(get(url(host), { allowedHosts: [host] }));
      await expect(work).rejects.toMatchObject({
        publicDetail: `The certificate of ${host} cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT).`,
      });
    }
    expect(bench.exchanges).toHaveLength(2);
  });
});
