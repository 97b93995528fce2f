import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HubError, ProviderError } from '#kernel';
import { ClientBench, failure, get, policy } from './testing/client-bench.js';
import { answer } from './testing/loopback-server.js';

const bench = new ClientBench();
afterEach(() => bench.end());

/** A server that speaks raw bytes. */
const rawServer = async (speak: (socket: Socket) => void): Promise<{ url: string; stop: () => void }> => {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => speak(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

describe('a broken connection', () => {
  it.each([
    ['reset before the headers', (socket: Socket) => void socket.resetAndDestroy()],
    [
      'reset amid the body',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
      },
    ],
    [
      'closed short of its content-length',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    ],
    [
      'closed amid a chunk',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf'),
    ],
    ['no HTTP', (socket: Socket) => void socket.end('SSH-2.0-OpenSSH canary\r\n\r\n')],
    [
      'endless headers',
      (socket: Socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'canary'.repeat(20_000)}`),
    ],
  ])('is temporary and tried again: %s', async (_name, speak) => {
    let connections = 0;
    const server = await rawServer(socket => {
      connections += 1;
      speak(socket);
    });
    const work = bench.client().request(get(server.url, { timeouts: { totalMs: 5000 } }));
    const error = await failure(work);
    server.stop();
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ providerCode: 'temporary' });
    expect(connections).toBe(3);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('is not tried again for a POST', async () => {
    const server = await bench.server(request => void request.socket.resetAndDestroy());
    const work = bench.client().request({ method: 'POST', url: server.url(), policy: policy() });
    expect(await failure(work)).toMatchObject({ providerCode: 'temporary' });
    expect(server.requests).toBe(1);
  });

  it('says so when nobody listens and when the name is unknown', async () => {
    const server = await bench.server(answer(200));
    const url = server.url();
    await server.stop();
    bench.servers.length = 0;
    expect(await failure(bench.client().request(get(url)))).toMatchObject({
      publicDetail: 'The host 127.0.0.1 did not answer: it refused the connection.',
    });
    const resolve = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const changes = { allowedHosts: ['nowhere.example'] };
    expect(
      await failure(bench.client({ resolve }).request(get('https://nowhere.example/', changes))),
    ).toMatchObject({
      publicDetail: 'The host nowhere.example did not answer: its name cannot be found.',
    });
  });
});

describe('secrets', () => {
  it('are in no error, whatever goes wrong', async () => {
    const canary = 'canary-7f3a';
    const server = await bench.server(request => void request.socket.destroy());
    const client = bench.client();
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${canary}`, 'x-bad': 'fine' },
      body: canary,
    };
    const targets: { url: string; headers?: Record<string, string>; method?: string }[] = [
      { url: server.url(`/?token=${canary}`) },
      { url: `http://u:${canary}@127.0.0.1:${server.port}/` },
      { url: `not a url ${canary}` },
      { url: `https://elsewhere.example/?${canary}` },
      { url: `http://127.0.0.2/?${canary}` },
      { url: server.url(`/?${canary}`), headers: { authorization: `Bearer ${canary}\r\nx: y` } },
      { url: server.url(`/?${canary}`), headers: { 'transfer-encoding': canary } },
      { url: server.url(`/?${canary}`), method: `BAD ${canary}` },
    ];
    for (const target of targets) {
      const error = (await failure(client.request({ ...request, ...target, policy: policy() }))) as HubError;
      expect(error).toBeInstanceOf(HubError);
      const shown = inspect(error, { depth: 9, showHidden: true }) + String(error.stack);
      expect(shown.toLowerCase()).not.toContain(canary);
    }
    expect(JSON.stringify(bench.exchanges).toLowerCase()).not.toContain(canary);
  });
});
