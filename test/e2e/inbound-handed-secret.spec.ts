import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOrganization, startTestHub, type TestHub, type TestOrganization, until } from '#support';
import {
  connectVendor,
  deliver,
  relaySecret,
  signed,
  VendorState,
  webhookVendors,
} from '../support/inbound-vendor.js';

const state = new VendorState();
let hub: TestHub;
let acme: TestOrganization;
let address: string;

beforeAll(async () => {
  hub = await startTestHub({}, { extraModules: [webhookVendors(state)] });
  state.hubUrl = hub.url;
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  await connectVendor(acme, 'relay', 'team-1');
  const [request] = await until(
    () => Promise.resolve(state.subscribed),
    ({ length }) => length === 1,
    30_000,
  );
  address = `${hub.url}${new URL(request?.callbackUrl ?? '').pathname}`;
});
afterAll(() => hub.stop());

const handOver = (secret: string): Promise<Response> =>
  fetch(address, { method: 'POST', headers: { 'x-hook-secret': secret } });

describe('a vendor that hands its secret over while it is asked to subscribe', () => {
  it('is given it back, and signs with it from then on', async () => {
    const { data } = await acme.owner.get<{ data: { status: string }[] }>(acme.at('/subscriptions'));
    expect(data).toMatchObject([{ status: 'active' }]);
    const payload = { id: 'first', type: 'changed', container: 'one' };
    expect((await deliver(address, relaySecret, payload)).status).toBe(200);
    expect((await deliver(address, 'another-secret-0123456789', payload)).status).toBe(401);
  });

  it('is answered the same again, and nobody hands over another one', async () => {
    const again = await handOver(relaySecret);
    expect([again.status, again.headers.get('x-hook-secret')]).toEqual([200, relaySecret]);
    const theft = await handOver('somebody-elses-0123456789');
    expect([theft.status, theft.headers.get('x-hook-secret')]).toEqual([401, null]);
    const body = JSON.stringify({ id: 'forged', type: 'changed', container: 'one' });
    const forged = { method: 'POST', body, headers: signed('somebody-elses-0123456789', body) };
    expect((await fetch(address, forged)).status).toBe(401);
  });

  it('left a trace of it in the audit trail, without the secret', async () => {
    const trail = await acme.owner.get(acme.at('/audit?action=subscription.secret_received'));
    expect(trail).toMatchObject({ data: [{ target: { type: 'subscription' } }] });
    expect(JSON.stringify(trail)).not.toContain(relaySecret);
  });
});
