import { afterEach, describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import { ClientBench, get, policy } from './testing/client-bench.js';
import { answer, inTurn } from './testing/loopback-server.js';
import { systemTiming } from './timing.js';

const bench = new ClientBench();
afterEach(() => bench.end());

describe('an answer', () => {
  it('is handed over with its status, lower-case headers, bytes and text', async () => {
    const server = await bench.server(
      answer(404, '\uFEFF{"grüß":1}', { 'X-Thing': 'Yes', 'Set-Cookie': 'a=1' }),
    );
    const response = await bench.client().request(get(server.url('/a?b=c')));
    expect(response.status).toBe(404);
    expect(response.headers).toMatchObject({ 'x-thing': 'Yes', 'set-cookie': 'a=1' });
    expect(JSON.parse(response.text)).toEqual({ grüß: 1 });
    expect(response.body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(server.seen[0]?.url).toBe('/a?b=c');
  });

  it('follows a request whose method, headers and body arrived as given', async () => {
    const server = await bench.server(answer(201));
    await bench.client({ userAgent: 'Causeway/9' }).request({
      method: 'PROPFIND',
      url: new URL(server.url('/dav')),
      headers: { Depth: '1', Host: 'elsewhere.example', 'Content-Length': '3' },
      body: new TextEncoder().encode('<grüß/>'),
      policy: policy(),
    });
    expect(server.seen[0]).toMatchObject({ method: 'PROPFIND', url: '/dav' });
    expect(server.seen[0]?.headers).toMatchObject({
      depth: '1',
      host: `127.0.0.1:${server.port}`,
      'user-agent': 'Causeway/9',
      'content-length': '9',
    });
    expect(server.bodies).toEqual(['<grüß/>']);
  });

  it('is reported once per exchange, without path or query', async () => {
    const server = await bench.server(inTurn(answer(503), answer(200)));
    await bench.client().request(get(server.url('/secret-path?q=canary')));
    expect(bench.exchanges).toEqual([
      expect.objectContaining({ method: 'GET', status: 503, attempt: 1, limitKey: 'spec:connection' }),
      expect.objectContaining({ status: 200, attempt: 2, host: `127.0.0.1:${server.port}` }),
    ]);
    expect(JSON.stringify(bench.exchanges)).not.toMatch(/canary|secret-path/);
  });
});

describe('retries', () => {
  it.each([408, 429, 500, 502, 503, 504])('repeat a GET after %d until it succeeds', async status => {
    const server = await bench.server(inTurn(answer(status), answer(status), answer(200, 'done')));
    const response = await bench.client().request(get(server.url()));
    expect(response.text).toBe('done');
    expect(server.requests).toBe(3);
    expect(bench.waits).toEqual([125, 250]);
  });

  it.each([400, 401, 403, 404, 409, 412, 422, 501])('leave %d alone', async status => {
    const server = await bench.server(answer(status));
    expect((await bench.client().request(get(server.url()))).status).toBe(status);
    expect(server.requests).toBe(1);
  });

  it('end with the last answer when the attempts are used up', async () => {
    const server = await bench.server(answer(503, 'still down'));
    const response = await bench.client().request(get(server.url(), { maxAttempts: 4 }));
    expect(response).toMatchObject({ status: 503 });
    expect(server.requests).toBe(4);
  });

  it.each(['POST', 'PATCH'])('never repeat a %s that may have had its effect', async method => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      const server = await bench.server(answer(status));
      await bench.client().request({ ...get(server.url()), method });
      expect(server.requests).toBe(1);
    }
  });

  it.each([429, 503])('repeat a POST refused by %d with a Retry-After', async status => {
    const server = await bench.server(inTurn(answer(status, '', { 'retry-after': '2' }), answer(200)));
    const response = await bench.client().request({ ...get(server.url()), method: 'POST', body: 'x' });
    expect(response.status).toBe(200);
    expect(server.bodies).toEqual(['x', 'x']);
    expect(bench.waits).toEqual([2125]);
  });

  it('repeat a POST that its caller declares idempotent', async () => {
    const server = await bench.server(inTurn(answer(502), answer(200)));
    await bench.client().request({ ...get(server.url()), method: 'POST', idempotent: true });
    expect(server.requests).toBe(2);
  });

  it('understand a Retry-After that is a date', async () => {
    const now = new Date('2026-11-21T10:00:00Z');
    const timing = { ...bench.hurried, clock: { now: () => now } };
    const headers = { 'retry-after': 'Sat, 21 Nov 2026 10:00:04 GMT' };
    const server = await bench.server(inTurn(answer(429, '', headers), answer(200)));
    await bench.client({ timing }).request(get(server.url()));
    expect(bench.waits).toEqual([4125]);
  });

  it('give a wait beyond five seconds back to the caller', async () => {
    const server = await bench.server(answer(429, '', { 'retry-after': '6' }));
    const response = await bench.client().request(get(server.url()));
    expect(response).toMatchObject({ status: 429, headers: { 'retry-after': '6' } });
    expect(server.requests).toBe(1);
  });

  it('do not begin a wait that the deadline would cut', async () => {
    const server = await bench.server(answer(503, '', { 'retry-after': '4' }));
    const timeouts = { totalMs: 3_000 };
    expect((await bench.client().request(get(server.url(), { timeouts }))).status).toBe(503);
    expect(bench.waits).toEqual([]);
  });

  it('hold no slot while they wait', async () => {
    const server = await bench.server(inTurn(answer(503, '', { 'retry-after': '1' }), answer(200)));
    const timing = systemTiming();
    const client = bench.client({ timing });
    const first = client.request(get(server.url('/first'), { concurrent: 1 }));
    const second = client.request(get(server.url('/second'), { concurrent: 1 }));
    expect((await second).status).toBe(200);
    expect(server.requests).toBe(2);
    expect((await first).status).toBe(200);
  });
});

describe('the circuit breaker', () => {
  const breaker = { failures: 3, halfOpenAfterMs: 150, capacity: 10 };
  const once = { maxAttempts: 1 };

  it('opens after failures in a row, fails at once, and closes after a good probe', async () => {
    let status = 500;
    const server = await bench.server((_request, response) => void response.writeHead(status).end());
    const client = bench.client({ breaker });
    for (let i = 0; i < 3; i += 1) await client.request(get(server.url(), once));
    const refusal = await client.request(get(server.url())).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProviderError);
    expect(refusal).toMatchObject({ providerCode: 'temporary', retryAfterMs: 1000 });
    expect(server.requests).toBe(3);

    status = 200;
    await new Promise(resolve => setTimeout(resolve, 200));
    expect((await client.request(get(server.url(), once))).status).toBe(200);
    expect((await client.request(get(server.url(), once))).status).toBe(200);
  });

  it('lets one probe pass while half-open and opens again when it fails', async () => {
    const settled: string[] = [];
    const server = await bench.server((_request, response) => {
      setTimeout(() => response.writeHead(500).end(), 50);
    });
    const client = bench.client({ breaker });
    for (let i = 0; i < 3; i += 1) await client.request(get(server.url(), once));
    await new Promise(resolve => setTimeout(resolve, 200));
    const call = (): Promise<unknown> =>
      client.request(get(server.url(), once)).then(
        () => settled.push('answered'),
        () => settled.push('refused'),
      );
    await Promise.all([call(), call(), call()]);
    // The others do not wait for the probe to end.
    expect(settled).toEqual(['refused', 'refused', 'answered']);
    expect(server.requests).toBe(4);
    await expect(client.request(get(server.url(), once))).rejects.toMatchObject({
      providerCode: 'temporary',
    });
    expect(server.requests).toBe(4);
  });

  it('is not closed by a probe that its caller cancelled', async () => {
    const server = await bench.server((request, response) => {
      if (request.url !== '/hang') response.writeHead(500).end();
    });
    const client = bench.client({ breaker });
    for (let i = 0; i < 3; i += 1) await client.request(get(server.url(), once));
    await new Promise(resolve => setTimeout(resolve, 200));
    const probe = client.request(get(server.url('/hang'), once, { signal: AbortSignal.timeout(50) }));
    await expect(probe).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(client.request(get(server.url(), once))).rejects.toMatchObject({
      providerCode: 'temporary',
    });
    expect(server.requests).toBe(4);
  });

  it('never minds 4xx, and one good answer starts the count anew', async () => {
    const fail = answer(500);
    const server = await bench.server(inTurn(fail, fail, answer(429), fail, fail, answer(404), answer(404)));
    const client = bench.client({ breaker });
    for (let i = 0; i < 8; i += 1) await client.request(get(server.url(), once));
    expect(server.requests).toBe(8);
  });

  it('counts hosts that do not answer, and keeps keys apart', async () => {
    const server = await bench.server(request => void request.socket.destroy());
    const client = bench.client({ breaker });
    for (let i = 0; i < 5; i += 1) {
      await expect(client.request(get(server.url(), once))).rejects.toBeInstanceOf(ProviderError);
    }
    expect(server.requests).toBe(3);
    const other = client.request(get(server.url(), { ...once, breakerKey: 'spec:other' }));
    await expect(other).rejects.toBeInstanceOf(ProviderError);
    expect(server.requests).toBe(4);
  });
});
