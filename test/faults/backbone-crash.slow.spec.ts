import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type ProcessHub, register, until } from '#support';
import { DatabaseProxy, type HoldStep } from './backbone/database-proxy.js';
import { untilDrained } from './backbone/ledger.js';
import { ReceiverProcess } from './backbone/receiver-process.js';
import { BackboneStage } from './backbone/stage.js';
import { post, postUntilTaken } from './backbone/vendor.js';

const storing = 'causeway_store_receipts';
const processing = 'insert into event';
const settling = 'insert into delivery_attempt';

let stage: BackboneStage;
let receiver: ReceiverProcess;
let apiProxy: DatabaseProxy;
let workerProxy: DatabaseProxy;
let api: ProcessHub;
let worker: ProcessHub;
let number = 0;
let name = '';

beforeAll(async () => {
  const database = await createTestDatabase();
  receiver = await ReceiverProcess.start();
  [apiProxy, workerProxy] = await Promise.all([
    DatabaseProxy.start(database.app),
    DatabaseProxy.start(database.app),
  ]);
  const through = { api: apiProxy.connection, worker: workerProxy.connection };
  stage = await BackboneStage.start(['api', 'worker'], through, database);
  [api, worker] = [stage.of('api')[0]!, stage.of('worker')[0]!];
  await register(stage.acme, receiver.url, { eventTypes: ['connection.remote_event'] });
}, 120_000);
afterAll(async () => {
  await stage.stop();
  await Promise.all([apiProxy.stop(), workerProxy.stop(), receiver.stop()]);
});
beforeEach(() => {
  number += 1;
  name = `crash-${number}`;
});

const count = async (sql: string, values: readonly unknown[] = []): Promise<number> =>
  Number((await stage.rows<{ n: string }>(`select count(*) as n ${sql}`, values))[0]?.n);
const receipts = () => count('from receipt where delivery_id = $1', [`Ev-${name}`]);
const effects = () => count(`from event where data -> 'data' ->> 'messageId' = $1`, [name]);
/** Transactions that wrote something and are neither committed nor rolled back. */
const open = () =>
  count(`from pg_stat_activity where datname = current_database() and usename = 'causeway_app'
    and backend_xid is not null`);
const appears = (ask: () => Promise<number>) => until(ask, found => found > 0, 20_000);

/** How often the receiver heard of it, once all is quiet. */
const told = async (): Promise<number> => {
  await untilDrained(stage, 60_000);
  const [event] = await stage.rows<{ id: string }>(
    `select id from event where data -> 'data' ->> 'messageId' = $1`,
    [name],
  );
  const rows = await stage.rows('select status from delivery where event_id = $1', [event?.id]);
  expect(rows).toEqual([{ status: 'delivered' }]);
  return (await receiver.hooks()).get(event?.id ?? '')?.length ?? 0;
};

const crash = async (hub: ProcessHub): Promise<void> => {
  await hub.kill('SIGKILL');
  await hub.start();
};
const steps: readonly HoldStep[] = ['before commit', 'after commit'];

describe('an API process that dies while it stores a delivery', () => {
  it.each(steps)(
    '%s: the vendor gets no 2xx, comes again, and it is one receipt and one effect',
    async step => {
      const held = apiProxy.holdAt(step, storing);
      const first = post(api.url, name);
      await held;
      if (step === 'before commit') {
        await appears(open);
        expect(await receipts()).toBe(0);
      } else await appears(receipts);
      await api.kill('SIGKILL');
      expect(await first).toBe(0);
      await until(open, found => found === 0);
      expect(await receipts()).toBe(step === 'before commit' ? 0 : 1);

      await api.start();
      await postUntilTaken([api.url], name);
      expect([await told(), await receipts(), await effects()]).toEqual([1, 1, 1]);
    },
    60_000,
  );
});

describe('an API process that loses the database while it stores a delivery', () => {
  it.each(steps)(
    '%s: it answers no 2xx, and the next time it is one receipt and one effect',
    async step => {
      const held = apiProxy.holdAt(step, storing);
      const first = post(api.url, name);
      await held;
      await appears(step === 'before commit' ? open : receipts);
      apiProxy.cut();
      expect(await first).toBe(503);
      await postUntilTaken([api.url], name);
      expect([await told(), await receipts(), await effects()]).toEqual([1, 1, 1]);
    },
    60_000,
  );
});

describe('a worker that dies while it processes a receipt', () => {
  it.each(steps)(
    '%s: another goes on, and the effect happens once',
    async step => {
      const held = workerProxy.holdAt(step, processing);
      await postUntilTaken([api.url], name);
      await held;
      if (step === 'before commit') {
        await appears(open);
        expect(await effects()).toBe(0);
      } else await appears(effects);
      await crash(worker);
      expect([await told(), await effects()]).toEqual([1, 1]);
    },
    90_000,
  );
});

describe('a worker that dies while it writes down what a receiver answered', () => {
  afterEach(() => sleep(100));

  it.each(steps)(
    '%s: another takes over within a minute; only the uncommitted is sent again, by the same id',
    async step => {
      const held = workerProxy.holdAt(step, settling);
      await postUntilTaken([api.url], name);
      await held;
      await appears(
        step === 'before commit'
          ? open
          : () =>
              count(
                `from delivery where status = 'delivered' and
      event_id = (select id from event where data -> 'data' ->> 'messageId' = $1)`,
                [name],
              ),
      );
      const began = Date.now();
      await crash(worker);
      // What comes behind it waits for the same lane.
      await postUntilTaken([api.url], `${name}-behind`);
      await until(
        () => count(`from event where data -> 'data' ->> 'messageId' = $1`, [`${name}-behind`]),
        found => found === 1,
        60_000,
      );
      expect(await told()).toBe(step === 'before commit' ? 2 : 1);
      expect(Date.now() - began).toBeLessThan(60_000);
    },
    90_000,
  );
});
