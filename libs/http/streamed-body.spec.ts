import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import type { OutboundResponse } from './outbound.js';
import { ClientBench, failure, get } from './testing/client-bench.js';
import { answer } from './testing/loopback-server.js';

const bench = new ClientBench();
afterEach(() => bench.end());

const stream = { maxBytes: 1_000_000, idleMs: 5_000 };
const bodyOf = ({ stream: body }: OutboundResponse) => {
  if (!body) throw new Error('It did not stream');
  return body;
};

describe('a streamed answer', () => {
  it('is handed over before its end, however long that takes', async () => {
    let response: ServerResponse | undefined;
    const server = await bench.server((_request, reply) => {
      response = reply;
      reply.writeHead(200, { 'x-kind': 'file' }).write('first');
    });
    const timeouts = { totalMs: 300 };
    const opened = await bench.client().request({ ...get(server.url(), { timeouts }), stream });
    expect(opened).toMatchObject({ status: 200, headers: { 'x-kind': 'file' }, text: '' });
    await sleep(400);
    response?.end(' and last');
    expect((await buffer(bodyOf(opened))).toString()).toBe('first and last');
  });

  it('asks for no encoding, and is a failure in one', async () => {
    const packed = gzipSync('x'.repeat(1_000));
    const server = await bench.server((_request, reply) => {
      reply.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    const error = await failure(bench.client().request({ ...get(server.url()), stream }));
    expect(error).toMatchObject({ providerCode: 'permanent' });
    expect(server.seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('is cut where it is longer than allowed', async () => {
    const bytes = randomBytes(3_000_000);
    const server = await bench.server((_request, reply) => reply.end(bytes));
    const body = bodyOf(await bench.client().request({ ...get(server.url()), stream }));
    const error = await failure(buffer(body));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ providerCode: 'permanent' });
  });

  it('is given up when nothing comes any more', async () => {
    const server = await bench.server((_request, reply) => reply.writeHead(200).write('begun'));
    const body = bodyOf(
      await bench.client().request({ ...get(server.url()), stream: { ...stream, idleMs: 1_000 } }),
    );
    expect(await failure(buffer(body))).toMatchObject({ providerCode: 'temporary' });
  });

  it('that breaks off is a failure, never a short content', async () => {
    const server = await bench.server((_request, reply) => {
      reply.writeHead(200, { 'content-length': '100' }).write('ten bytes.');
      setTimeout(() => reply.destroy(), 50);
    });
    const body = bodyOf(await bench.client().request({ ...get(server.url()), stream }));
    expect(await failure(buffer(body))).toMatchObject({ providerCode: 'temporary' });
  });

  it('takes its place among what may run at once until it ends', async () => {
    const server = await bench.server((_request, reply) => reply.writeHead(200).write('begun'));
    const client = bench.client();
    const one = bodyOf(await client.request({ ...get(server.url(), { concurrent: 1 }), stream }));
    let isThrough = false;
    const second = client.request({ ...get(server.url(), { concurrent: 1 }), stream }).then(opened => {
      isThrough = true;
      return bodyOf(opened);
    });
    await sleep(150);
    expect([isThrough, server.requests]).toEqual([false, 1]);
    one.destroy();
    await once(one, 'close');
    (await second).destroy();
    expect(server.requests).toBe(2);
  });

  it('ends with the signal of whoever asked', async () => {
    const server = await bench.server((_request, reply) => reply.writeHead(200).write('begun'));
    const caller = new AbortController();
    const body = bodyOf(
      await bench.client().request({ ...get(server.url()), stream, signal: caller.signal }),
    );
    caller.abort(new Error('enough'));
    expect(await failure(buffer(body))).toMatchObject({ message: 'enough' });
  });

  it('is read like any other when it is a refusal', async () => {
    const server = await bench.server(answer(409, '{"error":"no"}'));
    const refused = await bench.client().request({ ...get(server.url()), stream });
    expect([refused.status, refused.text, refused.stream]).toEqual([409, '{"error":"no"}', undefined]);
  });
});
