import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agree,
  answering,
  createOrganization,
  delivered,
  deliveriesOf,
  finished,
  limitedAccount,
  limitedModule,
  LimitedVendor,
  MovedClock,
  Receiver,
  register,
  type Run,
  startTestHub,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { connectVendor, signed, VendorState, webhookVendors } from '../support/inbound-vendor.js';

const secret = 'desk-signing-secret';
const day = 86_400_000;
const clock = new MovedClock();
const state = new VendorState();

let vendor: LimitedVendor;
let receiver: Receiver;
let hub: TestHub;
let acme: TestOrganization;
let other: TestOrganization;

beforeAll(async () => {
  vendor = await LimitedVendor.start();
  receiver = await Receiver.start();
  state.secrets = [{ organizationId: null, integrationId: null, secrets: [secret] }];
  const limited = limitedModule('one', vendor.url, { requestsPerSecond: 100, concurrent: 8 });
  const settings = { CAUSEWAY_SWEEP_MS: '200' };
  hub = await startTestHub(settings, { clock, extraModules: [limited, webhookVendors(state)] });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
});
afterAll(async () => {
  await hub.stop();
  await Promise.all([vendor.stop(), receiver.stop()]);
});

interface Dead {
  readonly id: string;
  readonly organizationId: string;
  readonly diedAt: string;
}

const ask = async <T>(path: string, body?: object): Promise<T> => {
  const answer = await fetch(`${hub.url}/admin/v1/queues${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${hub.operatorKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
};
const dead = async (task: string, query = '') =>
  ask<{ data: Dead[]; nextCursor: string | null }>(`/${task}/dead?${query}`);
const count = async (task: string): Promise<number | null> => {
  const { data } = await ask<{ data: { task: string; dead: number | null }[] }>('');
  return data.find(queue => queue.task === task)?.dead ?? null;
};
const replay = (task: string, ids: readonly string[]) =>
  ask<{ replayed: number }>(`/${task}/dead/replay`, { ids });
/** Lets time pass until the patience of a task with its work is over. */
const died = (task: string, atLeast: number) =>
  until(
    async () => {
      clock.aheadMs += day;
      return (await count(task)) ?? 0;
    },
    found => found >= atLeast,
  );
const waitAfter = async (organization: TestOrganization, attempt: number): Promise<number> => {
  const { nextAttemptAt } = await delivered(organization, '', ({ attempts }) => attempts === attempt);
  return Date.parse(nextAttemptAt ?? '') - clock.now().getTime();
};
const actions = async ({ owner, at }: TestOrganization): Promise<string[]> =>
  (await owner.get<{ data: { action: string }[] }>(at('/audit?limit=200'))).data.map(({ action }) => action);

describe('an operator finds and replays', () => {
  it('deliveries whose attempts are used up, of every organization', async () => {
    receiver.answer = answering(500, {}, 'private answer');
    for (const organization of [acme, other]) {
      await register(organization, receiver.url, { eventTypes: ['consent.*'] });
      await agree(organization);
    }
    for (let attempt = 1; attempt < 10; attempt += 1) {
      const waits = await Promise.all([acme, other].map(organization => waitAfter(organization, attempt)));
      clock.aheadMs += Math.max(...waits) + 10;
    }
    await until(
      () => count('deliveries.send'),
      found => found === 2,
    );
    const first = await dead('deliveries.send', 'limit=1');
    const second = await dead('deliveries.send', `limit=1&cursor=${first.nextCursor}`);
    const items = [...first.data, ...second.data];
    expect(second.nextCursor).toBeNull();
    expect(items.map(({ organizationId }) => organizationId).sort()).toEqual([acme.id, other.id].sort());
    expect(items[0]).toMatchObject({ error: 'attempts_exhausted', attempts: 10 });
    expect(JSON.stringify(items)).not.toContain('private');

    receiver.answer = answering(204);
    const ids = items.map(({ id }) => id);
    expect(await replay('deliveries.send', [...ids, 'none'])).toEqual({ replayed: 2 });
    for (const organization of [acme, other])
      await until(
        () => deliveriesOf(organization),
        ([delivery]) => delivery?.status === 'delivered',
      );
    expect(await count('deliveries.send')).toBe(0);
    expect(await actions(acme)).toContain('delivery.replayed');
  });

  it('receipts that could not be processed', async () => {
    await connectVendor(acme, 'desk', 'team-1');
    const body = JSON.stringify({ id: 'p1', type: 'poison', text: 'private text', team: 'team-1' });
    const headers = signed(secret, body, clock.now().getTime());
    expect((await fetch(`${hub.url}/hooks/desk`, { method: 'POST', body, headers })).status).toBe(200);
    await died('webhooks.process', 1);
    const { data } = await dead('webhooks.process');
    expect(data).toMatchObject([{ organizationId: acme.id, error: 'TypeError', attempts: 10 }]);
    expect(Date.parse(data[0]!.diedAt)).toBeGreaterThan(Date.now() + day);

    state.poisonous = false;
    expect(await replay('webhooks.process', [data[0]!.id])).toEqual({ replayed: 1 });
    await until(
      () => Promise.resolve(state.parsed),
      parsed => parsed.includes('private text'),
    );
    expect(await count('webhooks.process')).toBe(0);
    expect(await actions(acme)).toContain('receipt.replayed');
  });

  it('runs that failed, unless a later run followed', async () => {
    vendor.answer = response => {
      response.writeHead(400).end();
      return 400;
    };
    const [path] = (await limitedAccount(acme, 'one', 'a')).syncs;
    for (let run = 0; run < 2; run += 1) {
      const { id } = await acme.owner.post<Run>(path!, {});
      expect(await finished(acme.owner, `${path!}/${id}`)).toMatchObject({ status: 'failed' });
    }
    const { data } = await dead('syncs.run');
    expect(data).toHaveLength(1);
    expect(await count('syncs.run')).toBe(1);

    vendor.answer = response => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return 200;
    };
    expect(await replay('syncs.run', [data[0]!.id])).toEqual({ replayed: 1 });
    await until(
      async () => (await acme.owner.get<{ data: Run[] }>(path!)).data[0],
      run => run?.status === 'succeeded',
    );
    expect(await count('syncs.run')).toBe(0);
    expect(await replay('syncs.run', [data[0]!.id])).toEqual({ replayed: 0 });
    expect(await actions(acme)).toContain('sync_run.replayed');
  });
});
