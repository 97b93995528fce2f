//#if hmac
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
//#end
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
//#if hmac
import { testSession } from '#provider-sdk/testing';
import { headerPairs, type Pair, verifySignature } from '#webhooks/signatures';
import { __camel__Manifest } from '../__key__.manifest.js';
import { openHook, parseDelivery } from '../webhooks.js';
//#end
import { __Pascal__Simulator } from './simulator.js';

let simulator: __Pascal__Simulator;

beforeEach(async () => {
  simulator = await __Pascal__Simulator.start();
});
afterEach(() => simulator.stop());

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const ask = (path: string, init: Init = {}): Promise<Response> =>
  fetch(`${simulator.apiUrl}${path}`, {
    ...init,
    headers: { ...simulator.credential(), 'content-type': 'application/json', ...init.headers },
  });
const items = '/__containers__/main/items';

describe('the simulated __name__', () => {
  it('knows nobody without a credential', async () => {
    expect((await fetch(`${simulator.apiUrl}/me`)).status).toBe(401);
    expect((await ask('/me')).status).toBe(200);
  });
//#if oauth2

  it('lets a person in through its screen', async () => {
    simulator.accounts.behaviour.approval = 'auto';
    const redirectUri = 'http://127.0.0.1/callback';
    const query = { client_id: 'id', redirect_uri: redirectUri, response_type: 'code', scope: 'a' };
    const screen = `${simulator.server.url}/authorize?${new URLSearchParams(query).toString()}`;
    const { headers } = await fetch(screen, { redirect: 'manual' });
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
    const client = `Basic ${Buffer.from('id:secret').toString('base64')}`;
    const init = { method: 'POST', body, headers: { authorization: client } };
    const tokens = await (await fetch(`${simulator.server.url}/token`, init)).json();
    expect(tokens).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
  });
//#end

  it('lists by pages, and what changed since', async () => {
    for (let at = 0; at < 60; at += 1) simulator.store.insert({});
    const first = (await (await ask(items)).json()) as Record<string, string>;
    expect([first['items']?.length, first['next_page']]).toEqual([50, expect.any(String)]);
    const second = await (await ask(`${items}?page=${first['next_page'] ?? ''}`)).json();
    expect(second).toMatchObject({ next_page: null, synced_at: first['synced_at'] });
    const { id } = simulator.store.insert({});
    simulator.store.remove(id);
    const changes = await (await ask(`${items}?updated_since=${first['synced_at'] ?? ''}`)).json();
    expect(changes).toMatchObject({ items: [{ id, deleted: true }], next_page: null });
  });

  it('keeps one item for an id of ours, and refuses to write over a newer version', async () => {
    const create = { method: 'POST', body: JSON.stringify({ external_id: 'x' }) };
    const { id } = (await (await ask(items, create)).json()) as { id: string };
    const again = await ask(items, create);
    expect([again.status, await again.json()]).toEqual([409, { existing_id: id }]);
    const update = { method: 'PATCH', body: '{}', headers: { 'if-match': '"1"' } };
    const statuses = [await ask(`${items}/${id}`, update), await ask(`${items}/${id}`, update)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 412]);
  });
//#if hmac

  it('posts what the manifest’s signature verifies and the provider understands', async () => {
    const received: { headers: Pair[]; body: string }[] = [];
    const hub = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: headerPairs(request.rawHeaders), body: Buffer.concat(chunks).toString() });
        response.end();
      });
    });
    await new Promise<void>(resolve => hub.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`;
    const session = testSession({ apiUrl: simulator.apiUrl, headers: () => simulator.credential() });
    const request = { containerId: 'main', callbackUrl: url, secret: 'secret', subscriptionId: '1' };
    await openHook(session, request);
    await openHook(session, request);
    simulator.store.insert({});
    await simulator.hooks.settled();
    await new Promise(resolve => hub.close(resolve));
    const [delivery, ...further] = received;
    if (!delivery || !__camel__Manifest.webhooks) throw new Error('Nothing was delivered');
    const verdict = await verifySignature(
      __camel__Manifest.webhooks.signature,
      { headers: delivery.headers, body: Buffer.from(delivery.body), url, query: [] },
      ['secret'],
      { now: new Date(), keys: () => Promise.reject(new Error('There are no published keys')) },
    );
    expect([verdict.ok, further, simulator.hooks.answers]).toEqual([true, [], [200]]);
    const body: unknown = JSON.parse(delivery.body);
    const receipt = { id: '1', eventType: 'items.changed', headers: {}, body, text: delivery.body };
    const events = parseDelivery({ ...receipt, subscription: null, receivedAt: new Date() });
    expect(events).toEqual([{ kind: 'changed', model: '__model__', containerId: 'main' }]);
  });
//#end
});
