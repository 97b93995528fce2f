import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agree,
  answering,
  delivered,
  deliveriesOf,
  MovedClock,
  type Receiver,
  register,
  startWebhookStage,
  type TestOrganization,
  until,
  type WebhookStage,
} from '#support';

const hour = 3_600_000;
let stage: WebhookStage;
let acme: TestOrganization;
let receiver: Receiver;
const clock = new MovedClock();

const replayed = async (id: string, wish: object): Promise<number> => {
  const path = acme.at(`/endpoints/${id}`);
  const started = await acme.owner.post<{ id: string }>(`${path}/replay`, wish);
  const done = await until(
    () => acme.owner.get<{ status: string; replayed: number }>(`${path}/replays/${started.id}`),
    found => found.status === 'done',
  );
  return done.replayed;
};
const settled = (id: string, status: string, count: number) =>
  until(
    () => deliveriesOf(acme, `&endpointId=${id}&status=${status}`),
    all => all.length === count,
  );

beforeAll(async () => {
  stage = await startWebhookStage({ CAUSEWAY_SWEEP_MS: '200' }, { clock });
  ({ acme, receiver } = stage);
});
afterAll(async () => {
  await stage.stop();
});

describe('a replay', () => {
  it('of a time sends what the endpoint wants, also what happened before it was there', async () => {
    const from = clock.now().toISOString();
    for (let person = 0; person < 30; person += 1) await agree(acme, `early-${person}`);
    const { id } = await register(acme, receiver.url, { eventTypes: ['consent.given'] });
    expect(await replayed(id, { from, to: new Date(clock.now().getTime() + hour).toISOString() })).toBe(30);
    await settled(id, 'delivered', 30);
    const first = new Set(receiver.ids);
    expect(first.size).toBe(30);
    expect(await replayed(id, { from, to: new Date(clock.now().getTime() + hour).toISOString() })).toBe(30);
    await until(
      async () => receiver.hooks,
      hooks => hooks.length === 60,
    );
    expect(new Set(receiver.ids)).toEqual(first);
    expect(
      (await acme.owner.send('POST', acme.at(`/endpoints/${id}/replay`), { from, to: from })).status,
    ).toBe(422);
    await acme.owner.ok('DELETE', acme.at(`/endpoints/${id}`));
  });

  it('of failures sends what ended dead and nothing that arrived', async () => {
    receiver.hooks.length = 0;
    const { id } = await register(acme, receiver.url, { eventTypes: ['consent.given'] });
    await agree(acme, 'arrives');
    await settled(id, 'delivered', 1);
    receiver.answer = answering(410);
    const failedSince = clock.now().toISOString();
    await agree(acme, 'fails');
    await settled(id, 'dead', 1);
    receiver.answer = answering(200);
    await acme.owner.ok('PATCH', acme.at(`/endpoints/${id}`), { enabled: true });
    expect(await replayed(id, { failedSince })).toBe(1);
    await settled(id, 'delivered', 2);
    expect(receiver.hooks).toHaveLength(3);
    expect(receiver.ids[2]).toBe(receiver.ids[1]);
    await acme.owner.ok('DELETE', acme.at(`/endpoints/${id}`));
  });
});

describe('what nobody may know any more', () => {
  /** Records change that somebody agreed to show. */
  const happen = async (consentId: string, count = 1): Promise<void> => {
    const { Outbox, OrganizationScope } = await import('#database');
    const { recordUpdated } = await import('../../src/modules/records/record.event-types.js');
    const { EntityManager } = await import('@mikro-orm/postgresql');
    const { newId } = await import('#kernel');
    const { app } = stage.hub.hub;
    const one = () => ({
      consentId,
      data: {
        recordId: newId(),
        syncId: newId(),
        model: 'task' as const,
        revision: 2,
        changedFields: [],
        feedPosition: 1,
      },
    });
    await app
      .get(OrganizationScope)
      .run(acme.id, { kind: 'system', id: 'test' }, () =>
        app
          .get(EntityManager)
          .transactional(() => app.get(Outbox).publish(recordUpdated, Array.from({ length: count }, one))),
      );
  };

  it('is not delivered once the consent is withdrawn: waiting deliveries are cancelled', async () => {
    receiver.answer = answering(500);
    const { id } = await register(acme, receiver.url, { eventTypes: ['record.*'] });
    const consentId = await agree(acme);
    await happen(consentId);
    await delivered(acme, `&endpointId=${id}`, found => found.attempts === 1);
    await acme.owner.post(acme.at(`/consents/${consentId}/withdraw`));
    const cancelled = await delivered(acme, `&endpointId=${id}`, found => found.status === 'cancelled');
    expect(cancelled.reason).toBe('consent_withdrawn');
    const sent = receiver.hooks.length;
    await happen(consentId);
    await settled(id, 'cancelled', 2);
    await acme.owner.post(acme.at(`/deliveries/${cancelled.id}/replay`));
    await settled(id, 'cancelled', 2);
    expect(receiver.hooks).toHaveLength(sent);
    await acme.owner.ok('DELETE', acme.at(`/endpoints/${id}`));
  });

  it('is not delivered by a slow endpoint either, whatever was read for it already', async () => {
    receiver.answer = answering(200);
    receiver.hooks.length = 0;
    const { id } = await register(acme, receiver.url, { eventTypes: ['record.*'], throttlePerSecond: 1 });
    const consentId = await agree(acme);
    await happen(consentId, 15);
    await settled(id, 'delivered', 1);
    await acme.owner.post(acme.at(`/consents/${consentId}/withdraw`));
    let [seen, since] = [0, Date.now()];
    await until(
      async () => {
        if (receiver.hooks.length !== seen) [seen, since] = [receiver.hooks.length, Date.now()];
        return Date.now() - since;
      },
      quietMs => quietMs > 3_000,
    );
    expect(seen).toBeLessThan(10);
    await acme.owner.ok('DELETE', acme.at(`/endpoints/${id}`));
  }, 40_000);

  it('is forgotten after thirty days', async () => {
    const { EventRetention } = await import('../../libs/webhooks/events/event-retention.js');
    const events = async () => (await acme.owner.get<{ data: unknown[] }>(acme.at('/events'))).data.length;
    expect(await events()).toBeGreaterThan(10);
    clock.aheadMs += 31 * 24 * hour;
    await stage.hub.hub.app.get(EventRetention).forget();
    expect(await events()).toBe(0);
    expect(await deliveriesOf(acme)).toEqual([]);
  });
});
