import { expect, it } from '@jest/globals';
import {
  agree,
  answering,
  createOrganization,
  deliveriesOf,
  Receiver,
  register,
  startTestHub,
  until,
} from '#support';

it('a hub that is stopped ends live streams and lets deliveries on the wire finish', async () => {
  const hub = await startTestHub();
  const receiver = await Receiver.start();
  try {
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    await register(acme, receiver.url, { eventTypes: ['consent.given'] });
    const headers = { authorization: `Bearer ${acme.owner.key}` };
    const stream = await fetch(`${hub.url}${acme.at('/live')}`, { headers });
    const text = stream.text();
    receiver.answer = response => void setTimeout(() => answering(200)(response, receiver.hooks[0]!), 2_500);
    await agree(acme);
    await until(
      async () => receiver.hooks,
      hooks => hooks.length === 1,
    );
    expect(await deliveriesOf(acme, '&status=pending')).toHaveLength(1);
    const began = Date.now();
    await hub.hub.stop();
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(await text).toContain('consent.given');
  } finally {
    await receiver.stop();
    await hub.database.drop();
  }
});

it('a hub that is stopped waits neither for a stream that was just opened nor for a reader that does not read', async () => {
  const hub = await startTestHub();
  try {
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    const headers = { authorization: `Bearer ${acme.owner.key}` };
    const live = () => fetch(`${hub.url}${acme.at('/live')}`, { headers });
    const streams = await Promise.all([live(), live(), live()]);
    const began = Date.now();
    await hub.hub.stop();
    expect(Date.now() - began).toBeLessThan(8_000);
    for (const stream of streams) expect(await stream.text()).toContain(': following');
  } finally {
    await hub.database.drop();
  }
});
