import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HubError } from '#kernel';
import { ClientBench, failure, get } from './testing/client-bench.js';
import { answer, inTurn } from './testing/loopback-server.js';

const bench = new ClientBench();
afterEach(() => bench.end());

describe('the size limit', () => {
  it('stops an endless body and hangs up', async () => {
    let written = 0;
    const hungUp = Promise.withResolvers<unknown>();
    const server = await bench.server((_request, response) => {
      response.writeHead(200).on('close', hungUp.resolve);
      const pour = (): void => {
        written += 65_536;
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(pour));
      };
      pour();
    });
    const error = await failure(bench.client().request(get(server.url(), { maxResponseBytes: 500_000 })));
    expect(error).toMatchObject({
      providerCode: 'permanent',
      publicDetail: 'The answer of 127.0.0.1 is larger than 500000 bytes.',
    });
    await hungUp.promise;
    expect(written).toBeLessThan(20_000_000);
    expect(server.requests).toBe(1);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('holds for what a small %s body unfolds to', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    const server = await bench.server((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    });
    const error = await failure(bench.client().request(get(server.url(), { maxResponseBytes: 1_000_000 })));
    expect(error).toMatchObject({ providerCode: 'permanent' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('holds for a bomb inside a bomb', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(50_000_000)));
    const server = await bench.server((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(bomb);
    });
    const work = bench.client().request(get(server.url(), { maxResponseBytes: 1_000_000 }));
    expect(await failure(work)).toMatchObject({ providerCode: 'permanent' });
  });

  it('lets a body of exactly the limit pass and not one byte more', async () => {
    const server = await bench.server(answer(200, 'x'.repeat(1000)));
    const client = bench.client();
    expect((await client.request(get(server.url(), { maxResponseBytes: 1000 }))).text).toHaveLength(1000);
    expect(await failure(client.request(get(server.url(), { maxResponseBytes: 999 })))).toBeInstanceOf(
      HubError,
    );
  });
});

describe('content encodings', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP, identity', gzipSync],
    ['deflate, gzip', (data: Buffer) => gzipSync(deflateSync(data))],
  ] as const)('are undone: %s', async (encoding, compress) => {
    const text = 'Grüße '.repeat(10_000);
    const server = await bench.server((_request, response) => {
      response.writeHead(400, { 'content-encoding': encoding }).end(compress(Buffer.from(text)));
    });
    const response = await bench.client().request(get(server.url()));
    expect(response.text).toBe(text);
    expect(server.seen[0]?.headers['accept-encoding']).toBe('gzip, br');
  });

  it('may be named by an answer that has no body', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const server = await bench.server(inTurn(answer(304, '', headers), answer(200, '', headers)));
    const client = bench.client();
    expect((await client.request(get(server.url()))).body).toHaveLength(0);
    expect((await client.request({ ...get(server.url()), method: 'HEAD' })).body).toHaveLength(0);
  });

  it.each(['zstd', 'gzip, gzip, gzip', 'compress'])(
    'that nobody asked for are refused: %s',
    async encoding => {
      const server = await bench.server(answer(200, 'x', { 'content-encoding': encoding }));
      const client = bench.client();
      expect(await failure(client.request(get(server.url())))).toMatchObject({ providerCode: 'permanent' });
      expect(server.requests).toBe(1);
    },
  );

  it('that are cut off or garbled count as a host that did not answer', async () => {
    const whole = gzipSync(Buffer.from('x'.repeat(100_000)));
    const bodies = [whole.subarray(0, whole.length - 20), Buffer.from('no gzip at all'), whole];
    const server = await bench.server((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bodies.shift());
    });
    expect((await bench.client().request(get(server.url()))).body).toHaveLength(100_000);
    expect(server.requests).toBe(3);
  });
});
