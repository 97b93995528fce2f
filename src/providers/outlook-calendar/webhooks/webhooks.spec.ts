import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerHandshake, headerPairs, verifySignature } from '#webhooks/signatures';
import { containerId, outlookCalendarSubject, type OutlookWorld } from '../outlook-calendar.contract.js';
import { EventsApi } from '../events/events-api.js';
import { graphWebhooks, parseNotification } from './notification.js';
import { closeSubscription, listSubscriptions, openSubscription, renewSubscription } from './subscription.js';

const secret = 'a-secret-of-the-hub';
const received: unknown[] = [];
let accepted: boolean[] = [];
let answersValidation = true;
let callbackUrl: string;
let close: () => Promise<void>;
let world: OutlookWorld;

const textOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Answers as the hub does, from nothing but the manifest. */
const receive = async (request: IncomingMessage): Promise<{ type: string; body: string } | null> => {
  const body = await textOf(request);
  const query = [...new URL(request.url ?? '', 'http://hub').searchParams];
  const delivery = { headers: headerPairs(request.rawHeaders), body, query, url: callbackUrl };
  const answer = answerHandshake(graphWebhooks.handshakes, { ...delivery, method: 'POST' }, [secret]);
  if (answer) return answersValidation ? { type: answer.contentType, body: answer.body } : null;
  const env = { now: new Date(), keys: () => Promise.resolve({ keys: [] }) };
  const verdict = await verifySignature(graphWebhooks.signature, delivery, [secret], env);
  accepted.push(verdict.ok);
  received.push(JSON.parse(body.toString('utf8')));
  return null;
};

beforeEach(async () => {
  received.length = 0;
  accepted = [];
  answersValidation = true;
  const server = createServer((request, response) => {
    void receive(request).then(answer =>
      response.writeHead(200, answer ? { 'content-type': answer.type } : {}).end(answer?.body),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/outlook-calendar/token`;
  close = () => new Promise(resolve => server.close(() => resolve()));
  world = (await outlookCalendarSubject.start()) as OutlookWorld;
});
afterEach(async () => {
  await world.stop();
  await close();
});

const open = () =>
  openSubscription(world.session, { containerId, callbackUrl, secret, subscriptionId: 'one' });
const parse = (body: unknown) =>
  parseNotification({
    id: 'receipt',
    eventType: 'updated',
    headers: {},
    body,
    text: JSON.stringify(body),
    subscription: { containerId, remoteId: null },
    receivedAt: new Date(),
  });
const listed = async () => {
  const all = [];
  for await (const found of listSubscriptions(world.session)) all.push(found);
  return all;
};
const changed = { kind: 'changed', model: 'calendar_event', containerId };

describe('a subscription', () => {
  it('is made after Graph got its validation token back, and tells of changes with the secret', async () => {
    const opened = await open();
    expect(opened.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
    const time = (hour: string) => ({ dateTime: `2027-05-03T${hour}:00:00`, timeZone: 'UTC' });
    await new EventsApi(world.session, containerId).create({ start: time('09'), end: time('10') });
    await world.simulator.subscriptions.settled();
    expect(accepted).toEqual([true]);
    expect(parse(received[0])).toEqual([changed]);
  });

  it('is not made at an address that does not give the token back', async () => {
    answersValidation = false;
    await expect(open()).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(await listed()).toEqual([]);
  });

  it('is one, however often it is asked for', async () => {
    const first = await open();
    const second = await open();
    expect(second.id).toBe(first.id);
    expect(await listed()).toEqual([expect.objectContaining({ id: first.id, containerId, callbackUrl })]);
  });

  it('is prolonged in place, and closed once or twice', async () => {
    const opened = await open();
    const renewed = await renewSubscription(world.session, opened);
    expect(renewed.id).toBe(opened.id);
    expect(renewed.expiresAt?.getTime()).toBeGreaterThanOrEqual(opened.expiresAt?.getTime() ?? 0);
    await closeSubscription(world.session, opened);
    await closeSubscription(world.session, opened);
    await expect(renewSubscription(world.session, opened)).rejects.toMatchObject({
      providerCode: 'not_found',
    });
  });

  it.each([
    ['reauthorizationRequired', 'renew'],
    ['subscriptionRemoved', 'lapsed'],
    ['missed', 'missed'],
  ] as const)('tells of its life: %s', async (event, state) => {
    const { id } = await open();
    world.simulator.subscriptions.lifecycle(id, event);
    await world.simulator.subscriptions.settled();
    expect(accepted).toEqual([true]);
    expect(parse(received[0])).toEqual([{ kind: 'subscription', state }]);
  });

  it('is not believed from somebody who does not know the secret', async () => {
    await open();
    const [subscription] = world.simulator.subscriptions.living();
    if (subscription) world.simulator.subscriptions.forge(subscription);
    await world.simulator.subscriptions.settled();
    expect(accepted).toEqual([false]);
  });
});

describe('a delivery', () => {
  it('of many items starts one pull, and says each state once', () => {
    const value = [
      { changeType: 'updated' },
      { changeType: 'deleted' },
      { lifecycleEvent: 'missed' },
      { lifecycleEvent: 'missed' },
      { lifecycleEvent: 'somethingNew' },
    ];
    expect(parse({ value })).toEqual([changed, { kind: 'subscription', state: 'missed' }]);
  });

  it.each([{}, null, 'text', { value: 'none' }, { value: [null, 1] }])('of %j says nothing', body => {
    expect(parse(body)).toEqual([]);
  });
});
