import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Caller,
  createOrganization,
  delivered,
  MovedClock,
  Receiver,
  startTestHub,
  type TestEndpoint,
  type TestHub,
  type TestOrganization,
} from '#support';

let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;
let receiver: Receiver;
const clock = new MovedClock();

const open = async (): Promise<Caller & { sessionId: string }> => {
  const { id, token } = await acme.owner.post<{ id: string; token: string }>(acme.at('/portal-sessions'), {
    label: 'Ada of Example Ltd',
  });
  return Object.assign(acme.owner.as(token), { sessionId: id });
};

beforeAll(async () => {
  hub = await startTestHub({}, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  receiver = await Receiver.start();
});
afterAll(async () => {
  await hub.stop();
  await receiver.stop();
});

describe('a portal session', () => {
  it('lets somebody register an endpoint, try it and see what was sent', async () => {
    const portal = await open();
    const { id } = await portal.post<TestEndpoint>(acme.at('/endpoints'), { url: receiver.url });
    const { eventId } = await portal.post<{ eventId: string }>(acme.at(`/endpoints/${id}/test`));
    const delivery = await delivered(
      { ...acme, owner: portal },
      `&eventId=${eventId}`,
      found => found.status === 'delivered',
    );
    expect(delivery.endpointId).toBe(id);
    const trail = await acme.owner.get<{ data: { action: string; actor: { kind: string } }[] }>(
      acme.at('/audit'),
    );
    expect(trail.data.find(({ action }) => action === 'endpoint.created')?.actor.kind).toBe('end_user');
  });

  it('opens nothing else of its organization and nothing of another', async () => {
    const portal = await open();
    for (const path of [
      '',
      '/members',
      '/keys',
      '/records',
      '/events',
      '/live',
      '/connections',
      '/audit',
      '/consents',
    ]) {
      expect({ path, status: (await portal.send('GET', acme.at(path))).status }).toEqual({
        path,
        status: 403,
      });
    }
    expect((await portal.send('POST', acme.at('/portal-sessions'), {})).status).toBe(403);
    expect((await portal.send('POST', acme.at('/keys'), { name: 'x', role: 'auditor' })).status).toBe(403);
    expect((await portal.send('GET', other.at('/endpoints'))).status).toBe(404);
    expect((await portal.send('GET', '/admin/v1/organizations')).status).toBe(404);
  });

  it('is over after an hour, and at once when it is ended', async () => {
    const portal = await open();
    expect((await portal.send('GET', acme.at('/endpoints'))).status).toBe(200);
    await acme.owner.ok('DELETE', acme.at(`/portal-sessions/${portal.sessionId}`));
    expect((await portal.send('GET', acme.at('/endpoints'))).status).toBe(401);
    const later = await open();
    clock.aheadMs += 3_601_000;
    expect((await later.send('GET', acme.at('/endpoints'))).status).toBe(401);
  });
});
