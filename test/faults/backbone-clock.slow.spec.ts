import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agree,
  answering,
  Caller,
  createOrganization,
  createTestDatabase,
  deliveriesOf,
  MovedClock,
  Receiver,
  register,
  startTestHub,
  type TestDatabase,
  type TestEndpoint,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { deskSecret } from '../support/inbound-stage.js';
import { connectVendor, signed, VendorState, webhookVendors } from '../support/inbound-vendor.js';

const minute = 60_000;
const hour = 60 * minute;
const key = Buffer.alloc(32, 7).toString('base64');

let database: TestDatabase;
let truth: pg.Client;
let receiver: Receiver;
let fast: TestHub;
let slow: TestHub;
let acme: TestOrganization;
let endpoint: TestEndpoint;
/** Two processes of one hub whose clocks are eight minutes apart. */
const fastClock = new MovedClock();
const slowClock = new MovedClock();
const state = new VendorState();

beforeAll(async () => {
  state.secrets = [{ organizationId: null, integrationId: null, secrets: [deskSecret] }];
  database = await createTestDatabase();
  truth = new pg.Client(database.superuser);
  await truth.connect();
  receiver = await Receiver.start();
  const extraModules = [webhookVendors(state)];
  const settings = { CAUSEWAY_KEY: key, CAUSEWAY_SWEEP_MS: '200' };
  fast = await startTestHub(settings, { database, clock: fastClock, extraModules });
  slow = await startTestHub(settings, { database, clock: slowClock, extraModules });
  acme = await createOrganization(fast.url, fast.operatorKey);
  await connectVendor(acme, 'desk', 'team-1');
  endpoint = await register(acme, receiver.url, { eventTypes: ['consent.given'] });
  [fastClock.aheadMs, slowClock.aheadMs] = [4 * minute, -4 * minute];
}, 60_000);
afterEach(() => {
  receiver.hooks.length = 0;
  receiver.answer = answering(204);
  [fastClock.aheadMs, slowClock.aheadMs] = [4 * minute, -4 * minute];
});
afterAll(async () => {
  await Promise.all([fast.stop(), slow.stop()]);
  await receiver.stop();
  await truth.end();
  await database.drop();
});

const post = (hub: TestHub, id: string, ageMs = 0): Promise<Response> => {
  const body = JSON.stringify({ id, team: 'team-1', type: 'note', text: id });
  const headers = signed(deskSecret, body, Date.now() - ageMs);
  return fetch(`${hub.url}/hooks/desk`, { method: 'POST', body, headers });
};
const settledAll = (count: number) =>
  until(
    () => deliveriesOf(acme, `&endpointId=${endpoint.id}`),
    all => all.length >= count && all.every(({ status }) => status !== 'pending'),
  );

describe('two processes whose clocks are eight minutes apart', () => {
  it('hold one lane one after the other: every event is sent once', async () => {
    receiver.answer = response => void setTimeout(() => response.writeHead(204).end(), 30);
    const known = (await deliveriesOf(acme)).length;
    for (let number = 0; number < 30; number += 1) {
      const owner = new Caller((number % 2 ? slow : fast).url, acme.owner.key);
      await agree({ ...acme, owner }, `clock-${number}`);
    }
    await settledAll(known + 30);
    expect(receiver.hooks).toHaveLength(30);
    expect(new Set(receiver.ids).size).toBe(30);
  });

  it('do not take a lane from each other while its holder lives, whatever their clocks say', async () => {
    let answer = (): void => undefined;
    receiver.answer = response => void (answer = () => void response.writeHead(204).end());
    await agree(acme, 'held');
    await until(
      async () => receiver.hooks.length,
      heard => heard === 1,
    );
    const lease = async () =>
      (
        await truth.query<{ lease_fence: string }>('select lease_fence from endpoint where id = $1', [
          endpoint.id,
        ])
      ).rows;
    const before = await lease();
    // Longer than the lease of fifteen seconds, which is the database's time.
    await sleep(17_000);
    expect(await lease()).toEqual(before);
    expect(receiver.hooks).toHaveLength(1);
    answer();
    await settledAll(1);
  }, 40_000);

  it('process a delivery once', async () => {
    for (const id of ['once-1', 'once-2']) {
      const [first, second] = await Promise.all([post(fast, id), post(slow, id)]);
      expect([first.status, second.status]).toEqual([200, 200]);
    }
    const processed = async () =>
      (
        await truth.query<{ n: number }>(
          `select count(*)::int as n from receipt where status = 'processed' and delivery_id like 'once-%'`,
        )
      ).rows[0]?.n;
    await until(processed, n => n === 2);
    const { rows } = await truth.query(
      `select data -> 'data' ->> 'text' as text, count(*)::int as n from event
       where type = 'connection.remote_event' group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { text: 'once-1', n: 1 },
      { text: 'once-2', n: 1 },
    ]);
  });
});

describe('a clock that is stepped', () => {
  it('beyond the window of five minutes refuses deliveries with 401 and takes them again once it is right', async () => {
    for (const step of [-hour, hour]) {
      fastClock.aheadMs = step;
      expect((await post(fast, `step-${step}`)).status).toBe(401);
      fastClock.aheadMs = 0;
      expect((await post(fast, `step-${step}`)).status).toBe(200);
    }
  });

  it('back makes a retry wait for the clock, and loses nothing', async () => {
    [fastClock.aheadMs, slowClock.aheadMs] = [0, 0];
    receiver.answer = answering(503);
    await agree(acme, 'stepped');
    await until(
      () => deliveriesOf(acme, `&endpointId=${endpoint.id}&status=pending`),
      ([one]) => one?.attempts === 1,
    );
    receiver.answer = answering(204);
    [fastClock.aheadMs, slowClock.aheadMs] = [-hour, -hour];
    // The five seconds of the schedule come and go.
    await sleep(7_000);
    expect(receiver.hooks).toHaveLength(1);
    [fastClock.aheadMs, slowClock.aheadMs] = [0, 0];
    await settledAll(1);
    expect(receiver.hooks).toHaveLength(2);
    expect(new Set(receiver.ids).size).toBe(1);
  }, 40_000);
});
