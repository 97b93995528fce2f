import { afterEach, describe, expect, it } from '@jest/globals';
import { hostMatches } from './guard/host-lock.js';
import { ClientBench, get, policy } from './testing/client-bench.js';
import { answer, inTurn } from './testing/loopback-server.js';

const bench = new ClientBench();
afterEach(() => bench.end());

const to = (location: string, status = 302): ReturnType<typeof answer> => answer(status, '', { location });

describe('the host lock', () => {
  it.each([
    ['api.example.com', 'api.example.com', true],
    ['API.example.COM', 'Api.Example.com', true],
    ['a.example.com', '*.example.com', true],
    ['a.b.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false],
    ['badexample.com', '*.example.com', false],
    ['example.com.evil.test', '*.example.com', false],
    ['api.example.com.evil.test', 'api.example.com', false],
    ['api.example.com.', 'api.example.com', false],
    ['xn--bcher-kva.example', 'bücher.example', true],
    ['[::1]', '::1', true],
    ['[::1]', '[::1]', true],
    ['evil.test', '*', false],
    ['evil.test', '*.', false],
    ['evil.test', '', false],
  ])('%s against %s: %s', (host, pattern, expected) => {
    expect(hostMatches(host, pattern)).toBe(expected);
  });

  it('refuses another host before a byte is sent', async () => {
    const server = await bench.server(answer(200));
    const work = bench.client().request(get(server.url(), { allowedHosts: ['api.example.com'] }));
    await expect(work).rejects.toMatchObject({ code: 'target_refused', status: 422 });
    expect(server.requests).toBe(0);
    expect(bench.exchanges).toEqual([]);
  });
});

describe('redirects', () => {
  it('are the answer itself unless following was asked for', async () => {
    const server = await bench.server(to('/next'));
    const response = await bench.client().request(get(server.url()));
    expect(response).toMatchObject({ status: 302, headers: { location: '/next' } });
    expect(server.requests).toBe(1);
  });

  it('to another host are refused, and the credential stays home', async () => {
    const thief = await bench.server(answer(200));
    const server = await bench.server(to(thief.url('/', 'localhost')));
    const client = bench.client({ allowPrivate: ['127.0.0.1/32', '::1/128'] });
    const request = get(server.url(), { followRedirects: 3 }, { headers: { authorization: 'Bearer x' } });
    await expect(client.request(request)).rejects.toMatchObject({ code: 'target_refused' });
    expect([server.requests, thief.requests]).toEqual([1, 0]);
  });

  it('to an address, scheme or port that the guard refuses are refused', async () => {
    for (const location of [
      'http://127.0.0.2/',
      'http://169.254.169.254/',
      'file:///etc/passwd',
      'http://u:p@127.0.0.1/',
    ]) {
      const server = await bench.server(to(location));
      const hosts = { allowedHosts: ['127.0.0.1', '127.0.0.2', '169.254.169.254'] };
      const work = bench.client().request(get(server.url(), { ...hosts, followRedirects: 3 }));
      await expect(work).rejects.toMatchObject({ code: 'target_refused' });
    }
  });

  it('within the allowed hosts are followed with headers and body as the status demands', async () => {
    const other = await bench.server(answer(200, 'there'));
    const hosts = { allowedHosts: ['127.0.0.1', 'localhost'], followRedirects: 2 };
    const client = bench.client({ allowPrivate: ['127.0.0.1/32', '::1/128'] });
    const post = async (status: number): Promise<void> => {
      const server = await bench.server(to(other.url('/moved', 'localhost'), status));
      const headers = { authorization: 'Bearer x', 'content-type': 'text/plain' };
      const request = { method: 'POST', url: server.url(), headers, body: 'b', policy: policy(hosts) };
      expect((await client.request(request)).text).toBe('there');
    };
    for (const status of [301, 302, 303, 307, 308]) await post(status);
    expect(other.seen.map(request => request.method)).toEqual(['GET', 'GET', 'GET', 'POST', 'POST']);
    expect(other.bodies).toEqual(['', '', '', 'b', 'b']);
    expect(other.seen.map(request => request.headers['content-type'])).toEqual([
      undefined,
      undefined,
      undefined,
      'text/plain',
      'text/plain',
    ]);
    expect(other.seen.every(request => request.headers.authorization === 'Bearer x')).toBe(true);
  });

  it('that go on too long end as permanent', async () => {
    const server = await bench.server(to('/again'));
    const work = bench.client().request(get(server.url(), { followRedirects: 3 }));
    await expect(work).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(server.requests).toBe(4);
  });

  it('without a readable location are answers', async () => {
    const server = await bench.server(inTurn(answer(302), to('http://[broken'), answer(200)));
    const client = bench.client();
    expect((await client.request(get(server.url(), { followRedirects: 3 }))).status).toBe(302);
    expect((await client.request(get(server.url(), { followRedirects: 3 }))).status).toBe(302);
  });
});
