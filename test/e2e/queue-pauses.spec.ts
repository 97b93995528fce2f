import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agree,
  answering,
  createOrganization,
  limitedAccount,
  limitedModule,
  LimitedVendor,
  Receiver,
  register,
  type Run,
  startTestHub,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { connectVendor, deliver, VendorState, webhookVendors } from '../support/inbound-vendor.js';

const secret = 'desk-signing-secret';
const limits = { requestsPerSecond: 100, concurrent: 8 };
/** Longer than workers take to notice a pause. */
const noticedMs = 2000;

let vendor: LimitedVendor;
let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;
let acmes: Receiver;
let others: Receiver;

beforeAll(async () => {
  vendor = await LimitedVendor.start();
  const state = new VendorState();
  state.secrets = [{ organizationId: null, integrationId: null, secrets: [secret] }];
  const vendors = ['one', 'two'].map(key => limitedModule(key, vendor.url, limits));
  hub = await startTestHub({}, { extraModules: [...vendors, webhookVendors(state)] });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  await connectVendor(acme, 'desk', 'team-1');
  acmes = await Receiver.start();
  others = await Receiver.start();
  await register(acme, acmes.url, { eventTypes: ['consent.*'], concurrency: 1 });
  await register(other, others.url, { eventTypes: ['consent.*'] });
});
afterAll(async () => {
  await hub.stop();
  await Promise.all([vendor.stop(), acmes.stop(), others.stop()]);
});

const ask = async (method: string, query: string, body?: object): Promise<void> => {
  const headers = { authorization: `Bearer ${hub.operatorKey}`, 'content-type': 'application/json' };
  const url = `${hub.url}/admin/v1/queues/pauses${query}`;
  const answer = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!answer.ok) throw new Error(await answer.text());
};
const pause = async (kind: string, key: string): Promise<void> => {
  await ask('POST', '', { kind, key });
  await sleep(noticedMs);
};
/** What was held has to go on within two seconds. */
const resumed = async <T>(
  [kind, key]: [string, string],
  look: () => Promise<T>,
  fits: (t: T) => boolean,
): Promise<void> => {
  await ask('DELETE', `?kind=${kind}&key=${key}`);
  await until(look, fits, noticedMs + 500);
};

const start = async (path: string): Promise<() => Promise<Run>> => {
  const { id } = await acme.owner.post<Run>(path, {});
  return () => acme.owner.get<Run>(`${path}/${id}`);
};
const hasSucceeded = ({ status }: Run): boolean => status === 'succeeded';

describe('a pause', () => {
  it('of a provider holds its runs, while those of others go on', async () => {
    const [one] = (await limitedAccount(acme, 'one', 'a')).syncs;
    const [two] = (await limitedAccount(acme, 'two', 'b')).syncs;
    await pause('provider', 'one');
    const held = await start(one!);
    const free = await start(two!);
    await until(free, hasSucceeded);
    await sleep(1500);
    expect((await held()).status).toBe('queued');
    expect(vendor.lists('a')).toEqual([]);
    await resumed(['provider', 'one'], held, hasSucceeded);
  });

  it('of a provider holds what it posted, which is stored meanwhile', async () => {
    const receipts = async () =>
      (await acme.owner.get<{ data: { deliveryId: string; status: string }[] }>(acme.at('/receipts'))).data;
    const body = { id: 'd1', type: 'changed', container: 'one', team: 'team-1' };
    await pause('provider', 'desk');
    expect((await deliver(`${hub.url}/hooks/desk`, secret, body)).status).toBe(200);
    await sleep(1500);
    expect(await receipts()).toMatchObject([{ deliveryId: 'd1', status: 'stored' }]);
    await resumed(['provider', 'desk'], receipts, ([receipt]) => receipt?.status === 'processed');
  });

  it('of an organization holds its outbound webhooks and nobody else’s', async () => {
    await pause('organization', acme.id);
    acmes.hooks.length = 0;
    await agree(acme);
    await agree(other);
    const count = (receiver: Receiver) => () => Promise.resolve(receiver.hooks.length);
    await until(count(others), hooks => hooks === 1);
    await sleep(1500);
    expect(acmes.hooks.length).toBe(0);
    await resumed(['organization', acme.id], count(acmes), hooks => hooks === 1);
  });

  it('of the sending stops an endpoint that is busy; afterwards everything arrives once', async () => {
    acmes.hooks.length = 0;
    let waitMs = 500;
    acmes.answer = (response, hook) => void setTimeout(() => answering(204)(response, hook), waitMs);
    const people = Array.from({ length: 60 }, (_, index) => `person-${index}`);
    for (const person of people) await agree(acme, person);
    await until(
      () => Promise.resolve(acmes.hooks.length),
      hooks => hooks > 2,
    );
    await pause('task', 'deliveries.send');
    const stopped = acmes.hooks.length;
    expect(stopped).toBeLessThan(people.length);
    await sleep(1000);
    expect(acmes.hooks.length).toBe(stopped);
    waitMs = 10;
    await resumed(
      ['task', 'deliveries.send'],
      () => Promise.resolve(acmes.hooks.length),
      hooks => hooks > stopped,
    );
    await until(
      () => Promise.resolve(acmes.hooks.length),
      hooks => hooks >= people.length,
    );
    expect(new Set(acmes.ids).size).toBe(acmes.hooks.length);
  });
});
