import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessHub, Receiver, register, until } from '#support';
import { deliveryLedger, untilDrained } from './backbone/ledger.js';
import { BackboneStage } from './backbone/stage.js';
import { postUntilTaken } from './backbone/vendor.js';

/** Longer than the leases of lanes and jobs, which are fifteen seconds. */
const haltMs = process.env['LONG'] === undefined ? 22_000 : 180_000;
const count = 120;

let stage: BackboneStage;
let receiver: Receiver;
let sleeper: ProcessHub;

beforeAll(async () => {
  receiver = await Receiver.start();
  receiver.answer = response => void setTimeout(() => response.writeHead(204).end(), 150);
  stage = await BackboneStage.start(['api', 'worker']);
  sleeper = stage.of('worker')[0]!;
  await register(stage.acme, receiver.url, { eventTypes: ['connection.remote_event'], concurrency: 8 });
}, 120_000);
afterAll(async () => {
  await stage.stop();
  await receiver.stop();
});

/** Everything that receipts and deliveries lead to, with the transaction that last wrote each row. */
const stored = async (): Promise<Map<string, object[]>> => {
  const tables = ['receipt', 'event', 'event_feed', 'delivery', 'delivery_attempt'];
  const rows = new Map<string, object[]>();
  for (const table of tables)
    rows.set(table, await stage.rows(`select *, xmin::text from ${table} order by id`));
  // The one that wakes may look after the lane again, by a lease of its own.
  rows.set(
    'endpoint',
    await stage.rows('select id, enabled, failures, failing_since, warned_at from endpoint'),
  );
  return rows;
};

describe('a worker that is halted in the middle of deliveries for longer than its lease', () => {
  it('is relieved by another within a minute, and writes and sends nothing when it goes on', async () => {
    const urls = [stage.of('api')[0]!.url];
    for (let number = 0; number < count; number += 1) await postUntilTaken(urls, `halt-${number}`);
    await until(
      async () => receiver.hooks.length,
      heard => heard > 20,
    );
    await sleeper.kill('SIGSTOP');
    const began = Date.now();
    await stage.add('worker');
    await untilDrained(stage, 60_000);
    const ledger = await deliveryLedger(stage);
    expect(ledger).toHaveLength(count);
    expect(ledger.filter(row => row.count !== 1 || !row.delivered)).toEqual([]);
    await sleep(Math.max(0, haltMs - (Date.now() - began)));

    const before = await stored();
    const heard = receiver.hooks.length;
    await sleeper.kill('SIGCONT');
    await sleep(6_000);
    expect(await stored()).toEqual(before);
    expect(receiver.hooks.length).toBe(heard);
    expect(new Set(receiver.ids).size).toBe(count);

    // It is one of the workers again.
    await postUntilTaken(urls, 'halt-after');
    await untilDrained(stage, 30_000);
    expect(new Set(receiver.ids).size).toBe(count + 1);
  }, 400_000);
});
