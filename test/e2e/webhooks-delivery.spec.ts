import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import {
  agree,
  answering,
  delivered,
  deliveriesOf,
  type Receiver,
  register,
  startWebhookStage,
  type TestEndpoint,
  type TestOrganization,
  until,
  type WebhookStage,
} from '#support';

let stage: WebhookStage;
let acme: TestOrganization;
let receiver: Receiver;
let endpoints: string[] = [];

const endpoint = async (settings: Record<string, unknown> = {}): Promise<TestEndpoint> => {
  const made = await register(acme, receiver.url, settings);
  endpoints.push(made.id);
  return made;
};
const hooks = (count: number) =>
  until(
    async () => receiver.hooks,
    all => all.length >= count,
  );

beforeAll(async () => {
  stage = await startWebhookStage();
  ({ acme, receiver } = stage);
});
afterEach(async () => {
  for (const id of endpoints) await acme.owner.ok('DELETE', acme.at(`/endpoints/${id}`));
  endpoints = [];
  receiver.hooks.length = 0;
  receiver.answer = answering(204);
});
afterAll(async () => {
  await stage.stop();
});

describe('an event on its way out', () => {
  it('reaches the endpoint at once and is believed by two published libraries', async () => {
    const { id, secret } = await endpoint({ eventTypes: ['consent.*'] });
    expect(secret).toMatch(/^whsec_/);
    const began = Date.now();
    const consentId = await agree(acme);
    const [hook] = await hooks(1);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(hook?.event).toMatchObject({ type: 'consent.given', data: { consentId } });
    for (const library of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
      expect(() => library.verify(hook!.body, hook!.headers)).not.toThrow();
      expect(() => library.verify(`${hook!.body} `, hook!.headers)).toThrow();
    }
    const delivery = await delivered(acme, `&endpointId=${id}`, found => found.status === 'delivered');
    expect(delivery).toMatchObject({ eventType: 'consent.given', attempts: 1, responseStatus: 204 });
    expect(delivery.attemptList).toHaveLength(1);
    expect(delivery.attemptList[0]?.requestHeaders['webhook-id']).toBe(hook?.headers['webhook-id']);
    const event = await acme.owner.get(acme.at(`/events/${delivery.eventId}`));
    expect(event).toMatchObject({ id: hook?.event.id, data: { consentId } });
  });

  it('is signed with Ed25519 as well when asked to', async () => {
    const { publicKeys, secret } = await endpoint({ eventTypes: ['consent.given'], asymmetric: true });
    expect(publicKeys).toEqual([expect.stringMatching(/^whpk_/)]);
    await agree(acme);
    const [hook] = await hooks(1);
    expect(hook?.headers['webhook-signature']).toMatch(/(^| )v1a,/);
    expect(() => new StandardWebhook(secret).verify(hook!.body, hook!.headers)).not.toThrow();
    const x = Buffer.from(publicKeys[0]!.slice(5), 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const signed = `${hook!.headers['webhook-id']}.${hook!.headers['webhook-timestamp']}.${hook!.body}`;
    const signature = /v1a,(\S+)/.exec(hook!.headers['webhook-signature']!)?.[1] ?? '';
    expect(verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('carries the signatures of both secrets for a day after the secret was rotated', async () => {
    const { id, secret } = await endpoint({ eventTypes: ['consent.given'] });
    const rotated = await acme.owner.post<TestEndpoint>(acme.at(`/endpoints/${id}/rotate-secret`));
    expect(rotated.secret).not.toBe(secret);
    await agree(acme);
    const [hook] = await hooks(1);
    for (const either of [secret, rotated.secret]) {
      expect(() => new StandardWebhook(either).verify(hook!.body, hook!.headers)).not.toThrow();
      expect(() => new SvixWebhook(either).verify(hook!.body, hook!.headers)).not.toThrow();
    }
    expect(await acme.owner.get(acme.at(`/endpoints/${id}`))).not.toHaveProperty('secret');
  });

  it('goes only where its type and its data are wanted', async () => {
    await endpoint({ eventTypes: ['record.*'] });
    await endpoint({ filters: [{ path: 'purpose', equals: 'messaging' }] });
    const { id } = await endpoint({ filters: [{ path: 'purpose', equals: 'calendar_sync' }] });
    await agree(acme);
    const all = await until(
      () => deliveriesOf(acme),
      found => found.some(({ endpointId, status }) => endpointId === id && status === 'delivered'),
    );
    expect(
      all.filter(({ eventType }) => eventType === 'consent.given').map(({ endpointId }) => endpointId),
    ).toEqual([id]);
  });

  it('carries the organization’s own headers, which are shown to nobody', async () => {
    const headers = { 'X-Tenant': 'acme', Authorization: 'Bearer s3cr3t-of-acme' };
    const { id } = await endpoint({ eventTypes: ['consent.given'], headers });
    await agree(acme);
    const [hook] = await hooks(1);
    expect(hook?.headers).toMatchObject({ 'x-tenant': 'acme', authorization: 'Bearer s3cr3t-of-acme' });
    const delivery = await delivered(acme, `&endpointId=${id}`, found => found.status === 'delivered');
    expect(JSON.stringify(delivery)).not.toContain('s3cr3t');
    expect(JSON.stringify(await acme.owner.get(acme.at(`/endpoints/${id}`)))).not.toContain('s3cr3t');
    for (const name of ['webhook-id', 'Host', 'content-type', 'a b']) {
      const refused = await acme.owner.send('PATCH', acme.at(`/endpoints/${id}`), {
        headers: { [name]: 'x' },
      });
      expect(refused.status).toBe(422);
    }
  });

  it('can be tried: a test goes to this endpoint alone', async () => {
    await endpoint();
    const { id } = await endpoint({ eventTypes: ['record.deleted'] });
    const { eventId } = await acme.owner.post<{ eventId: string }>(acme.at(`/endpoints/${id}/test`));
    const delivery = await delivered(acme, `&eventId=${eventId}`, found => found.status === 'delivered');
    expect(delivery.endpointId).toBe(id);
    expect(await deliveriesOf(acme, `&eventId=${eventId}`)).toHaveLength(1);
  });

  it('keeps the order of events where one delivery at a time is wanted', async () => {
    await endpoint({ eventTypes: ['consent.given'], concurrency: 1 });
    const made: string[] = [];
    for (let person = 0; person < 20; person += 1) made.push(await agree(acme, `person-${person}`));
    await hooks(20);
    expect(receiver.hooks.map(hook => hook.event.data['consentId'])).toEqual(made);
  });

  it('is not sent faster than the endpoint allows', async () => {
    await endpoint({ eventTypes: ['consent.given'], throttlePerSecond: 10 });
    const began = Date.now();
    await Promise.all(Array.from({ length: 15 }, (_, person) => agree(acme, `person-${person}`)));
    await hooks(15);
    expect(Date.now() - began).toBeGreaterThan(1_200);
  });
});

describe('the catalogue', () => {
  it('lists every type with a schema that its events fit', async () => {
    const types = await acme.owner.get<{ data: { name: string; schema: { properties: object } }[] }>(
      '/v1/event-types',
    );
    const given = types.data.find(({ name }) => name === 'consent.given');
    expect(Object.keys(given?.schema.properties ?? {}).sort()).toEqual([
      'connectionId',
      'consentId',
      'purpose',
    ]);
    for (const name of [
      'record.created',
      'conflict.opened',
      'sync_run.held',
      'connection.needs_reauth',
      'endpoint.disabled',
    ])
      expect(types.data.map(type => type.name)).toContain(name);
  });

  it('refuses an endpoint for types that do not exist, and URLs that lead inside', async () => {
    const refused = [
      { url: receiver.url, eventTypes: ['recrod.*'] },
      { url: 'http://10.1.2.3/hooks' },
      { url: 'https://169.254.169.254/latest/meta-data' },
      { url: 'https://[::1]/' },
      { url: 'https://user:password@example.com/' },
      { url: 'ftp://example.com/' },
    ];
    for (const body of refused) {
      expect((await acme.owner.send('POST', acme.at('/endpoints'), body)).status).toBe(422);
    }
  });
});
