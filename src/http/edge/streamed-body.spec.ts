import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { HubError } from '#kernel';
import { fingerprint } from '../idempotency/request-fingerprint.js';
import { readBodies } from './body.js';
import { limitBodyTime } from './body-deadline.js';

let api: FastifyInstance;
let port: number;

beforeAll(async () => {
  api = fastify({ bodyLimit: 1_000 });
  readBodies(api);
  limitBodyTime(api, 150);
  api.setErrorHandler((error: Error, _request, reply) => {
    const { status, code } = error instanceof HubError ? error : { status: 500, code: String(error) };
    void reply.code(status).send({ code });
  });
  api.post('/stream', { config: { bodyFormat: 'stream' } }, async ({ body }) => {
    if (!(body instanceof Readable)) return { code: 'no_stream' };
    const begun: string[] = [];
    for await (const chunk of body) begun.push(String(chunk));
    return { chunks: begun.length, bytes: begun.join('').length };
  });
  api.post('/json', async ({ body }) => ({ body }));
  api.post('/raw', { config: { bodyFormat: 'raw' } }, async ({ body }) => ({
    bytes: (body as Buffer).length,
  }));
  await api.listen({ port: 0, host: '127.0.0.1' });
  port = Number(new URL(api.listeningOrigin).port);
});
afterAll(() => api.close());

const octets = { 'content-type': 'application/octet-stream' };
const post = async (url: string, payload: string, headers: Record<string, string> = octets) => {
  const answer = await api.inject({ method: 'POST', url, payload, headers });
  return [answer.statusCode, answer.json<{ code?: string }>().code];
};

/** Sends the beginning of a request, then the rest after a pause; answers what came back. */
const slowly = async (path: string, type: string, pauseMs: number): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 4\r\n\r\n{}`);
  setTimeout(() => socket.writable && socket.write('  '), pauseMs);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
};

describe('a streamed body', () => {
  it('is handed over as it arrives, longer than other bodies may be and for longer', async () => {
    const answer = await api.inject({
      method: 'POST',
      url: '/stream',
      payload: 'x'.repeat(5_000),
      headers: octets,
    });
    expect(answer.json()).toMatchObject({ bytes: 5_000 });
    expect(await slowly('/stream', 'application/octet-stream', 400)).toContain('"chunks":2');
  });

  it('is taken as application/octet-stream only, and only where a route says so', async () => {
    expect(await post('/stream', '{}', { 'content-type': 'application/json' })).toEqual([200, 'no_stream']);
    expect(await post('/json', '{}')).toEqual([415, 'unsupported_media_type']);
    expect(await post('/raw', 'abc')).toEqual([200, undefined]);
    expect(await post('/raw', 'x'.repeat(1_001))).toEqual([413, 'body_too_large']);
  });

  it('cannot be repeated by an Idempotency-Key', () => {
    const request = { method: 'POST', url: '/stream', body: Readable.from([]) };
    expect(() => fingerprint('key', request)).toThrow(/Idempotency-Key/);
  });
});

describe('any other body', () => {
  it('has to be here in time', async () => {
    expect(await slowly('/json', 'application/json', 400)).toMatch(/^HTTP\/1\.1 408 [^]*"request_timeout"/);
    expect(await slowly('/json', 'application/json', 20)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
