import { afterEach, describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import { ClientBench, failure, get } from './testing/client-bench.js';
import { answer } from './testing/loopback-server.js';
import { systemTiming } from './timing.js';

const bench = new ClientBench();
afterEach(() => bench.end());

const once1 = { maxAttempts: 1 };

describe('time limits', () => {
  it('end a request whose headers never come', async () => {
    const server = await bench.server(() => undefined);
    const startedAt = performance.now();
    const error = await failure(
      bench.client().request(get(server.url(), { ...once1, timeouts: { headersMs: 200 } })),
    );
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({
      providerCode: 'temporary',
      publicDetail: 'The host 127.0.0.1 did not answer in time.',
    });
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it('end a body that drips forever', async () => {
    const server = await bench.server((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const error = await failure(bench.client().request(get(server.url(), { timeouts: { totalMs: 300 } })));
    expect(error).toMatchObject({
      providerCode: 'temporary',
      publicDetail: 'The host 127.0.0.1 did not answer within 300 ms.',
    });
    expect(server.requests).toBe(1);
  });

  it('cover all attempts together', async () => {
    const server = await bench.server(() => undefined);
    const client = bench.client({ timing: { ...systemTiming(), random: () => 0 } });
    const startedAt = performance.now();
    // undici measures header times in steps of a second.
    const timeouts = { headersMs: 100, totalMs: 2500 };
    await failure(client.request(get(server.url(), { maxAttempts: 50, timeouts })));
    expect(performance.now() - startedAt).toBeLessThan(3500);
    expect(server.requests).toBeGreaterThan(1);
  });

  it('end a connection that is never accepted, and a name server that never answers', async () => {
    const client = bench.client({ resolve: () => new Promise(() => undefined) });
    const url = 'https://silent.example/';
    const changes = { ...once1, allowedHosts: ['silent.example'], timeouts: { connectMs: 200 } };
    expect(await failure(client.request(get(url, changes)))).toMatchObject({
      publicDetail: 'The host silent.example did not accept a connection in time.',
    });
  });

  it("answer a caller's own signal with its own reason, on the wire and while waiting", async () => {
    const server = await bench.server(() => undefined);
    const client = bench.client({ timing: systemTiming() });
    const reason = new Error('the run was paused');
    const abort = new AbortController();
    const limits = { concurrent: 1 };
    const onWire = failure(client.request(get(server.url(), limits, { signal: abort.signal })));
    const inLine = failure(client.request(get(server.url(), limits, { signal: abort.signal })));
    setTimeout(() => abort.abort(reason), 100);
    expect(await onWire).toBe(reason);
    expect(await inLine).toBe(reason);
    expect(server.requests).toBe(1);
    expect(bench.exchanges).toMatchObject([{ error: 'aborted' }]);
    expect(await failure(client.request(get(server.url(), {}, { signal: abort.signal })))).toBe(reason);
  });

  it('say that it was crowded when no turn came in time', async () => {
    const server = await bench.server(() => undefined);
    const client = bench.client({ timing: systemTiming() });
    const limits = { ...once1, concurrent: 1 };
    const first = failure(client.request(get(server.url(), { ...limits, timeouts: { totalMs: 600 } })));
    const second = failure(client.request(get(server.url(), { ...limits, timeouts: { totalMs: 200 } })));
    expect(await second).toMatchObject({ providerCode: 'rate_limited', retryAfterMs: 1000 });
    expect(await first).toMatchObject({ providerCode: 'temporary' });
  });
});

describe('closing', () => {
  it('refuses new requests and lets those on the wire finish', async () => {
    const server = await bench.server((_request, response) => {
      setTimeout(() => response.end('finished'), 200);
    });
    const client = bench.client({ timing: systemTiming() });
    const running = client.request(get(server.url()));
    await new Promise(resolve => setTimeout(resolve, 50));
    const closed = client.close();
    expect(await failure(client.request(get(server.url())))).toMatchObject({ providerCode: 'temporary' });
    expect((await running).text).toBe('finished');
    await closed;
  });

  it('cuts what outlasts the grace', async () => {
    const server = await bench.server(() => undefined);
    const client = bench.client({ timing: systemTiming() });
    const running = failure(client.request(get(server.url())));
    await new Promise(resolve => setTimeout(resolve, 50));
    await client.close(100);
    expect(await running).toMatchObject({ providerCode: 'temporary' });
    expect(server.requests).toBe(1);
  });

  it('sends away those who wait for a turn or a retry', async () => {
    const server = await bench.server(answer(503, 'later', { 'retry-after': '20' }));
    const client = bench.client({ timing: systemTiming() });
    const retrying = client.request(get(server.url(), { limitKey: 'a' }));
    const slow = { limitKey: 'b', requestsPerSecond: 0.01, ...once1 };
    await client.request(get(server.url(), slow));
    const waiting = failure(client.request(get(server.url(), slow)));
    await new Promise(resolve => setTimeout(resolve, 50));
    await client.close();
    expect((await retrying).status).toBe(503);
    expect(await waiting).toMatchObject({ providerCode: 'temporary' });
  });
});
