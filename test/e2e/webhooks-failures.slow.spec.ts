import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import {
  agree,
  answering,
  delivered,
  deliveriesOf,
  MovedClock,
  type Receiver,
  register,
  startWebhookStage,
  type TestDelivery,
  type TestEndpoint,
  type TestOrganization,
  until,
  type WebhookStage,
} from '#support';

const hour = 3_600_000;
const day = 24 * hour;

let stage: WebhookStage;
let acme: TestOrganization;
let receiver: Receiver;
let made: TestEndpoint | undefined;
const clock = new MovedClock();

const endpoint = async (settings: Record<string, unknown> = {}): Promise<TestEndpoint> =>
  (made = await register(acme, receiver.url, { eventTypes: ['consent.*'], ...settings }));
const read = ({ id }: { id: string }) => acme.owner.get<TestEndpoint>(acme.at(`/endpoints/${id}`));
const after = (id: string, fits: (delivery: TestDelivery) => boolean) =>
  delivered(acme, `&endpointId=${id}`, fits);
const waiting = (delivery: TestDelivery): number =>
  new Date(delivery.nextAttemptAt ?? 0).getTime() - clock.now().getTime();
const eventsOf = async (type: string) =>
  (await acme.owner.get<{ data: { data: Record<string, unknown> }[] }>(acme.at(`/events?type=${type}`))).data;

beforeAll(async () => {
  stage = await startWebhookStage({ CAUSEWAY_SWEEP_MS: '200' }, { clock });
  ({ acme, receiver } = stage);
});
afterEach(async () => {
  if (made) await acme.owner.ok('DELETE', acme.at(`/endpoints/${made.id}`));
  made = undefined;
  receiver.hooks.length = 0;
  receiver.answer = answering(204);
});
afterAll(async () => {
  await stage.stop();
});

describe('an endpoint that fails', () => {
  it('is tried ten times over 76 hours with one id, then the delivery is dead and can be replayed', async () => {
    receiver.answer = answering(500, {}, 'no');
    const { id } = await endpoint();
    await agree(acme);
    const began = clock.now().getTime();
    for (let attempt = 1; attempt < 10; attempt += 1) {
      const delivery = await after(id, found => found.attempts === attempt);
      expect(delivery).toMatchObject({ status: 'pending', responseStatus: 500 });
      clock.aheadMs += waiting(delivery) + 10;
    }
    const dead = await after(id, found => found.status === 'dead');
    expect(dead).toMatchObject({ attempts: 10, reason: 'attempts_exhausted' });
    expect(clock.now().getTime() - began).toBeGreaterThan(75 * hour);
    expect(clock.now().getTime() - began).toBeLessThan(84 * hour);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.hooks.map(hook => hook.body)).size).toBe(1);
    expect(new Set(receiver.hooks.map(hook => hook.headers['webhook-timestamp'])).size).toBe(10);
    expect(dead.attemptList.map(({ number, responseBody }) => [number, responseBody])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 'no']),
    );

    receiver.answer = answering(200);
    await acme.owner.post(acme.at(`/deliveries/${dead.id}/replay`));
    const again = await after(id, found => found.status === 'delivered');
    expect(again).toMatchObject({ attempts: 1, reason: null });
    expect(again.attemptList.at(-1)).toMatchObject({ round: 2, number: 1, responseStatus: 200 });
    expect(new Set(receiver.ids).size).toBe(1);
  });

  it('holds nothing else up: later events are delivered while one waits', async () => {
    const { id } = await endpoint({ concurrency: 1 });
    receiver.answer = (response, hook) =>
      void response.writeHead(hook.event.type === 'consent.given' ? 503 : 200).end();
    const consentId = await agree(acme);
    await after(id, found => found.attempts === 1 && found.status === 'pending');
    receiver.answer = answering(200);
    const began = Date.now();
    await acme.owner.post(acme.at(`/consents/${consentId}/withdraw`));
    await after(id, found => found.eventType === 'consent.withdrawn' && found.status === 'delivered');
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('is left alone for as long as it asks by Retry-After, but not for longer than a day', async () => {
    const { id } = await endpoint();
    receiver.answer = answering(429, { 'retry-after': '600' });
    await agree(acme);
    const asked = await after(id, found => found.attempts === 1);
    expect(waiting(asked)).toBeGreaterThan(590_000);
    expect(waiting(asked)).toBeLessThan(670_000);
    receiver.answer = answering(503, { 'retry-after': String(30 * 86_400) });
    clock.aheadMs += waiting(asked) + 10;
    const begged = await after(id, found => found.attempts === 2);
    expect(waiting(begged)).toBeLessThan(1.1 * day + 1_000);
    expect(waiting(begged)).toBeGreaterThan(0.99 * day);
  });

  it('is disabled at once by 410, and works again when enabled', async () => {
    const { id } = await endpoint();
    receiver.answer = answering(410);
    await agree(acme);
    const dead = await after(id, found => found.status === 'dead');
    expect(dead).toMatchObject({ reason: 'gone', attempts: 1 });
    const gone = await until(
      () => read({ id }),
      found => !found.enabled,
    );
    expect(gone.disabledReason).toBe('gone');
    expect((await eventsOf('endpoint.disabled'))[0]?.data).toMatchObject({ endpointId: id, reason: 'gone' });
    expect((await acme.owner.send('POST', acme.at(`/endpoints/${id}/test`))).status).toBe(409);
    receiver.answer = answering(200);
    await acme.owner.ok('PATCH', acme.at(`/endpoints/${id}`), { enabled: true });
    await agree(acme);
    await after(id, found => found.status === 'delivered');
  });

  it('does not send an event to where a redirect points', async () => {
    const { id } = await endpoint();
    receiver.answer = answering(307, { location: receiver.url });
    await agree(acme);
    expect(await after(id, found => found.attempts === 1)).toMatchObject({
      status: 'pending',
      responseStatus: 307,
    });
    expect(receiver.hooks).toHaveLength(1);
  });

  it('is disabled after five days and ten attempts without one success, and its owner is told before', async () => {
    const { id } = await endpoint();
    receiver.answer = answering(500);
    const told = async () =>
      (await eventsOf('endpoint.failing')).filter(({ data }) => data['endpointId'] === id);
    for (let days = 0; days < 5; days += 1) {
      for (const person of ['ada', 'bob']) await agree(acme, `${person}-${days}`);
      await until(
        () => deliveriesOf(acme, `&endpointId=${id}`),
        all => all.length === 2 * (days + 1) && all.every(({ attempts }) => attempts > 0),
      );
      expect(await read({ id })).toMatchObject({ enabled: true });
      if (days === 2) expect(await told()).toHaveLength(1);
      clock.aheadMs += day + hour;
    }
    await until(
      () => read({ id }),
      found => !found.enabled,
    );
    expect(await read({ id })).toMatchObject({ enabled: false, disabledReason: 'failing' });
    expect((await eventsOf('endpoint.disabled'))[0]?.data).toMatchObject({
      endpointId: id,
      reason: 'failing',
    });
    expect(await told()).toHaveLength(1);
    const trail = await acme.owner.get<{ data: { action: string }[] }>(acme.at('/audit?limit=50'));
    expect(trail.data.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['endpoint.failing', 'endpoint.disabled']),
    );
  });
});

describe('a receiver that misbehaves', () => {
  const failsWith = async (answer: (response: ServerResponse) => void, error: RegExp) => {
    const { id } = await endpoint();
    receiver.answer = answer;
    const before = process.memoryUsage().rss;
    const began = Date.now();
    await agree(acme);
    const failed = await after(id, found => found.attempts === 1);
    expect(failed.status).toBe('pending');
    expect(failed.attemptList[0]?.error).toMatch(error);
    expect(Date.now() - began).toBeLessThan(25_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  };

  it('by never answering is given up after twenty seconds', async () => {
    await failsWith(() => undefined, /did not answer within 20000 ms|did not answer in time/);
  }, 40_000);

  it('by dripping its answer is given up after twenty seconds', async () => {
    await failsWith(response => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 200);
      response.on('close', () => clearInterval(drip));
    }, /did not answer within 20000 ms/);
  }, 40_000);

  it('by answering ten gigabytes is cut off', async () => {
    await failsWith(response => {
      response.writeHead(200);
      const block = Buffer.alloc(1_000_000);
      const pour = (): void => {
        while (!response.destroyed && response.write(block));
        response.once('drain', pour);
      };
      pour();
    }, /larger than/);
  });

  it('by breaking off after it took the event gets it again, with the same id', async () => {
    const { id } = await endpoint();
    receiver.answer = response => void response.socket?.resetAndDestroy();
    await agree(acme);
    const failed = await after(id, found => found.attempts === 1);
    receiver.answer = answering(200);
    clock.aheadMs += waiting(failed) + 10;
    await after(id, found => found.status === 'delivered');
    expect(receiver.hooks).toHaveLength(2);
    expect(new Set(receiver.ids).size).toBe(1);
  });

  it('by repeating secrets in its answer does not get them stored', async () => {
    const { id, secret } = await endpoint();
    receiver.answer = answering(
      500,
      {},
      `you said ${secret} and "password": "hunter2hunter2" ${'x'.repeat(100_000)}`,
    );
    await agree(acme);
    const failed = await after(id, found => found.attempts === 1);
    const stored = failed.attemptList[0]?.responseBody ?? '';
    expect(stored).toContain('you said');
    expect(stored).not.toContain(secret.slice(6));
    expect(stored).not.toContain('hunter2');
    expect(stored.length).toBeLessThanOrEqual(64 * 1024);
  });
});
