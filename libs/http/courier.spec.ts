import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { Courier, type CourierOptions } from './courier.js';
import { LoopbackServer } from './testing/loopback-server.js';

let server: LoopbackServer;
let answer: RequestListener;
let courier: Courier;

const open = (options: Partial<CourierOptions> = {}): Courier =>
  (courier = new Courier({
    allowPrivate: ['127.0.0.0/8'],
    userAgent: 'Spec',
    connectMs: 1_000,
    totalMs: 5_000,
    mostBytes: 10_000,
    keptBytes: status => (status === 200 ? 5 : 1_000),
    ...options,
  }));
const letter = (signal = new AbortController().signal) => ({
  headers: { 'x-a': 'b' },
  body: Buffer.from('{}'),
  signal,
});
const post = (url = server.url('/hook?x=1'), signal?: AbortSignal) =>
  courier.post(courier.destination(url), letter(signal));

beforeAll(async () => {
  server = await LoopbackServer.start((request, response) => answer(request, response));
});
afterEach(() => courier.close());
afterAll(() => server.stop());

describe('a courier', () => {
  it('posts the bytes and answers with status, headers and the beginning of the body', async () => {
    open();
    answer = (_request, response) => void response.writeHead(200, { 'x-request-id': '7' }).end('hello world');
    const got = await post();
    expect(got).toMatchObject({ status: 200, headers: { 'x-request-id': '7' } });
    expect(got.body.toString()).toBe('hello');
    expect(server.seen.at(-1)).toMatchObject({
      url: '/hook?x=1',
      method: 'POST',
      headers: { 'x-a': 'b', 'user-agent': 'Spec', 'content-length': '2' },
    });
  });

  it('takes a redirect for an answer and does not go there', async () => {
    open();
    answer = (_request, response) => void response.writeHead(307, { location: server.url('/other') }).end();
    const before = server.requests;
    expect((await post()).status).toBe(307);
    expect(server.requests).toBe(before + 1);
  });

  it('refuses a private address by its URL, and a name that leads to one when it connects', async () => {
    open({ allowPrivate: [] });
    expect(() => courier.destination('https://127.0.0.1/')).toThrow(
      expect.objectContaining({ code: 'target_refused' }),
    );
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    open({ allowPrivate: [], resolve });
    const before = server.requests;
    await expect(post(`https://inside.example:${server.port}/`)).rejects.toMatchObject({
      code: 'target_refused',
    });
    expect(server.requests).toBe(before);
  });

  it('checks the address again at the next connection', async () => {
    const addresses = ['127.0.0.1', '10.0.0.1'];
    open({ resolve: () => Promise.resolve([{ address: addresses.shift() ?? '', family: 4 }]) });
    answer = (_request, response) => void response.writeHead(204, { connection: 'close' }).end();
    const url = `http://moving.example:${server.port}/`;
    expect((await post(url)).status).toBe(204);
    await expect(post(url)).rejects.toMatchObject({ code: 'target_refused' });
  });

  it('gives up at its deadline, whether nothing comes or it never ends', async () => {
    open({ totalMs: 200 });
    answer = () => undefined;
    await expect(post()).rejects.toMatchObject({ publicDetail: expect.stringMatching(/within 200 ms/) });
    answer = (_request, response) => void response.writeHead(200).write('.');
    await expect(post()).rejects.toMatchObject({ publicDetail: expect.stringMatching(/within 200 ms/) });
  });

  it('gives up at its deadline also when the address is not found by then', async () => {
    open({ totalMs: 100, resolve: () => new Promise(() => undefined) });
    await expect(post(`http://slow.example:${server.port}/`)).rejects.toMatchObject({
      publicDetail: expect.stringMatching(/within 100 ms/),
    });
  });

  it('breaks an answer off that is too long', async () => {
    open();
    answer = (_request, response) => void response.writeHead(200).end(Buffer.alloc(20_000));
    await expect(post()).rejects.toMatchObject({
      publicDetail: expect.stringMatching(/larger than 10000 bytes/),
    });
  });

  it('tells what a broken connection is', async () => {
    open();
    answer = (_request, response) => void response.socket?.resetAndDestroy();
    await expect(post()).rejects.toMatchObject({ providerCode: 'temporary' });
  });

  it('cuts all posts of a signal with its reason and leaves others alone', async () => {
    open();
    const stop = new AbortController();
    answer = (_request, response) => void setTimeout(() => response.writeHead(204).end(), 300);
    const cut = [post(undefined, stop.signal), post(undefined, stop.signal)];
    const other = post();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    for (const each of cut) await expect(each).rejects.toThrow('enough');
    expect((await other).status).toBe(204);
    await expect(post(undefined, stop.signal)).rejects.toThrow('enough');
  });

  it('sends nothing after it was closed and cuts what is on the wire', async () => {
    open();
    answer = () => undefined;
    const cut = expect(post()).rejects.toMatchObject({ providerCode: 'temporary' });
    await new Promise(resolve => setTimeout(resolve, 50));
    await courier.close();
    await cut;
    await expect(post()).rejects.toMatchObject({ providerCode: 'temporary' });
  });
});
