import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headerPairs, type Pair, verifySignature } from '#webhooks/signatures';
import { TodoistSimulator } from '../simulator/index.js';
import { todoistManifest } from '../todoist.manifest.js';

const { webhooks } = todoistManifest;
if (!webhooks) throw new Error('Todoist pushes');
const secret = 'the-client-secret';

const verify = (headers: readonly Pair[], body: string, key = secret) =>
  verifySignature(
    webhooks.signature,
    { headers, body: Buffer.from(body), url: 'https://hub.example/hooks/todoist', query: [] },
    [key],
    { now: new Date(), keys: () => Promise.reject(new Error('Todoist has no published keys')) },
  );

let received: { readonly headers: readonly Pair[]; readonly body: string }[];
let statuses: number[];
let server: Server;
let todoist: TodoistSimulator;

beforeEach(async () => {
  [received, statuses] = [[], []];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ headers: headerPairs(request.rawHeaders), body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/todoist`;
  todoist = await TodoistSimulator.start({ app: { url, clientSecret: secret } });
});
afterEach(async () => {
  await todoist.stop();
  await new Promise(resolve => server.close(resolve));
});

describe('deliveries of the simulated Todoist', () => {
  it('are signed with the client’s secret over the raw body', async () => {
    todoist.act('item_add', { content: 'Grüße' });
    await todoist.deliveries.settled();
    const [first] = received;
    if (!first) throw new Error('Nothing was delivered');
    expect(await verify(first.headers, first.body)).toMatchObject({ ok: true });
    expect(await verify(first.headers, `${first.body} `)).toMatchObject({ ok: false, reason: 'mismatch' });
    expect(await verify(first.headers, first.body, 'another')).toMatchObject({ ok: false });
    expect(JSON.parse(first.body)).toMatchObject({ event_name: 'item:added', user_id: '2671355' });
  });

  it('come again under the same id until they are taken', async () => {
    todoist.deliveries.retryDelaysMs = [1, 1, 1];
    statuses = [500, 404];
    todoist.act('item_add', { content: 'Again' });
    await todoist.deliveries.settled();
    expect(todoist.deliveries.attempts.map(({ status }) => status)).toEqual([500, 404, 200]);
    expect(new Set(todoist.deliveries.attempts.map(({ id }) => id)).size).toBe(1);
  });
});
