import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { generateKeyPair, type JWTPayload } from 'jose';
import {
  createOrganization,
  freePort,
  startTestHub,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { type Connected, connectVendor } from '../support/inbound-vendor.js';
import { messageFor, PubSubVendor } from '../support/pubsub-vendor.js';

let vendor: PubSubVendor;
let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;
let mailbox: Connected;

beforeAll(async () => {
  vendor = await PubSubVendor.start();
  hub = await startTestHub({ PORT: String(await freePort()) }, { extraModules: [vendor.module] });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  mailbox = await connectVendor(acme, 'relay', 'ada@example.com');
  await connectVendor(other, 'relay', 'grace@example.com');
});
afterAll(async () => {
  await hub.stop();
  await vendor.stop();
});

const address = (): string => `${hub.url}/hooks/relay`;
const push = (payload: object, token: string): Promise<Response> =>
  fetch(address(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(payload),
  });
const receipts = async (of = acme) =>
  (
    await of.owner.get<{ data: { deliveryId: string; status: string; connectionId: string }[] }>(
      of.at('/receipts?limit=200'),
    )
  ).data;
const settled = (messageId: string) =>
  until(
    async () => (await receipts()).find(({ deliveryId }) => deliveryId === messageId),
    receipt => receipt !== undefined && receipt.status !== 'stored',
  );
const processed = (messageId: string): number => vendor.state.parsed.filter(id => id === messageId).length;

describe('a message that Google’s Pub/Sub pushes', () => {
  it('is processed once for the mailbox that its data names, and starts a run there', async () => {
    const runs = async () => {
      const path = acme.at(`/syncs/${mailbox.syncId}/runs?limit=50`);
      const { data } = await acme.owner.get<{ data: { trigger: string; status: string }[] }>(path);
      return data.filter(({ trigger }) => trigger === 'webhook');
    };
    const message = messageFor('ada@example.com', 'm-1');
    const answer = await push(message, await vendor.token(address()));
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await settled('m-1')).toMatchObject({
      status: 'processed',
      connectionId: mailbox.connectionId,
      eventType: 'mailbox',
      occurredAt: '2026-11-21T08:00:00.000Z',
    });
    await until(runs, found => found[0]?.status === 'succeeded');
    expect(processed('m-1')).toBe(1);
    expect(await receipts(other)).toEqual([]);
  });

  it('that comes again under a new token has no second effect', async () => {
    const message = messageFor('ada@example.com', 'm-2');
    const tokens = await Promise.all([1, 2, 3, 4].map(jti => vendor.token(address(), { jti: String(jti) })));
    const answers = await Promise.all(tokens.map(token => push(message, token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await settled('m-2');
    expect((await push(message, await vendor.token(address()))).status).toBe(200);
    expect((await receipts()).filter(({ deliveryId }) => deliveryId === 'm-2')).toHaveLength(1);
    expect(processed('m-2')).toBe(1);
  });

  it('is taken from either of Google’s issuers', async () => {
    const token = await vendor.token(address(), { iss: 'accounts.google.com' });
    expect((await push(messageFor('ada@example.com', 'm-3'), token)).status).toBe(200);
    expect(await settled('m-3')).toMatchObject({ status: 'processed' });
  });

  it('for a mailbox that nobody connected is kept aside and answered, lest Google back off', async () => {
    const token = await vendor.token(address());
    for (const payload of [
      messageFor('nobody@example.com', 'm-4'),
      { message: { data: '§', messageId: 'm-5' } },
    ])
      expect((await push(payload, token)).status).toBe(200);
    const all = [...(await receipts()), ...(await receipts(other))].map(({ deliveryId }) => deliveryId);
    expect(all).not.toContain('m-4');
    expect(all).not.toContain('m-5');
    expect(processed('m-4') + processed('m-5')).toBe(0);
  });
});

describe('a token that does not prove a push for this address', () => {
  const second = Math.floor(Date.now() / 1000);
  const by = (claims: JWTPayload) => () => vendor.token(address(), claims);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const usual = () => ({
    iss: 'https://accounts.google.com',
    aud: address(),
    email: 'push@project.iam.gserviceaccount.com',
    email_verified: true,
    iat: second,
    exp: second + 3_600,
  });
  const unsigned = (alg: string): string => `${encode({ alg, typ: 'JWT' })}.${encode(usual())}`;

  it.each<readonly [string, () => Promise<string> | string]>([
    ['for another address', () => vendor.token('https://elsewhere.example/hooks/relay')],
    ['for the same host and another path', () => vendor.token(`${hub.url}/hooks/other`)],
    ['without an audience', by({ aud: undefined } as never)],
    ['of another service account', by({ email: 'push@attacker.iam.gserviceaccount.com' })],
    ['of an address that is not verified', by({ email_verified: false })],
    ['with a word instead of true', by({ email_verified: 'true' })],
    ['without an e-mail address', by({ email: undefined })],
    ['of another issuer', by({ iss: 'https://accounts.google.com.attacker.example' })],
    ['that ended', by({ iat: second - 7_200, exp: second - 3_600 })],
    ['that never ends', by({ exp: undefined } as never)],
    ['that is not signed', () => `${unsigned('none')}.`],
    ['that says none and carries a signature', () => `${unsigned('none')}.c2ln`],
    [
      'signed with the secret as if it were a key',
      () => {
        const input = unsigned('HS256');
        const mac = createHmac('sha256', 'push@project.iam.gserviceaccount.com').update(input);
        return `${input}.${mac.digest('base64url')}`;
      },
    ],
    [
      'signed by somebody else under a known key’s id',
      async () => vendor.token(address(), {}, 'k1', (await generateKeyPair('RS256')).privateKey),
    ],
    [
      'signed under a key id that Google does not publish',
      async () => vendor.token(address(), {}, 'k9', (await generateKeyPair('RS256')).privateKey),
    ],
    ['that is none', () => 'token'],
  ])('%s is refused with 401 and has no effect', async (name, tokenOf) => {
    const answer = await push(messageFor('ada@example.com', name), await tokenOf());
    expect(answer.status).toBe(401);
    expect((await receipts()).map(({ deliveryId }) => deliveryId)).not.toContain(name);
    expect(processed(name)).toBe(0);
  });

  it('does not make the hub ask for the keys each time', async () => {
    const stranger = (await generateKeyPair('RS256')).privateKey;
    const before = vendor.fetches;
    for (let index = 0; index < 20; index += 1) {
      const token = await vendor.token(address(), {}, `invented-${index}`, stranger);
      expect((await push(messageFor('ada@example.com'), token)).status).toBe(401);
    }
    expect(vendor.fetches - before).toBeLessThanOrEqual(1);
  });
});
