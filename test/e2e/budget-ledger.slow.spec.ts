import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MikroORM } from '@mikro-orm/core';
import { OutboundClient, termsOf } from '#http';
import { LimitedVendor, createTestDatabase, startTestHub, type TestDatabase, type TestHub } from '#support';
import { PostgresBudgetLedger } from '../../src/outbound-ledger.js';

const allowance = { requests: 50, perSeconds: 10 };
const settings = { CAUSEWAY_KEY: Buffer.alloc(32, 7).toString('base64') };

let vendor: LimitedVendor;
let database: TestDatabase;
let hub: TestHub;
let ledgers: PostgresBudgetLedger[];
let clients: OutboundClient[];

/** Two clients that know nothing of each other but what the database says, as two processes would. */
beforeAll(async () => {
  vendor = await LimitedVendor.start();
  database = await createTestDatabase();
  hub = await startTestHub(settings, { database });
  ledgers = [1, 2].map(() => new PostgresBudgetLedger(hub.hub.app.get(MikroORM)));
  clients = ledgers.map(ledger => new OutboundClient({ allowPrivate: ['127.0.0.0/8'], ledger }));
  ledgers.forEach((ledger, i) => ledger.listen((key, ms) => clients[i]?.closeBudget(key, ms)));
}, 60_000);
afterAll(async () => {
  await Promise.all(clients.map(client => client.close(0)));
  ledgers.forEach(ledger => ledger.onModuleDestroy());
  await hub.stop();
  await database.drop();
  await vendor.stop();
});

const ask = async (client: OutboundClient | undefined, key: string) =>
  client?.request({
    method: 'GET',
    url: `${vendor.url}/list`,
    headers: { 'x-key': key },
    policy: {
      allowedHosts: ['127.0.0.1'],
      limitKey: `${key}:connection:c`,
      breakerKey: key,
      requestsPerSecond: 1000,
      concurrent: 100,
      budgets: [{ ...termsOf(`${key}:client:shared`, allowance), isShared: true }],
    },
  });

describe('a budget of several processes', () => {
  it('is used by nine tenths and never broken', async () => {
    await Promise.all(Array.from({ length: 150 }, (_, i) => ask(clients[i % 2], 'paced')));
    const at = vendor.lists('paced').map(request => request.at);
    const windowMs = allowance.perSeconds * 1000;
    const inWindow = at.map(from => at.filter(t => t >= from && t < from + windowMs).length);
    expect(Math.max(...inWindow)).toBeLessThanOrEqual(allowance.requests);
    const used = (at.length - 1) / ((at.at(-1) ?? 0) - (at[0] ?? 0)) / (allowance.requests / windowMs);
    console.info(
      `${(used * 100).toFixed(1)} % of the allowance, at most ${Math.max(...inWindow)} in a window`,
    );
    expect(used).toBeGreaterThanOrEqual(0.9);
  }, 90_000);

  it('is closed in all of them within two seconds', async () => {
    ledgers[0]?.close('told:connection:c', 30_000);
    await new Promise(resolve => setTimeout(resolve, 2_000));
    for (const client of clients) {
      const left = (client.budget('told:connection:c')?.closedUntil?.getTime() ?? 0) - Date.now();
      expect(left).toBeGreaterThan(25_000);
      expect(left).toBeLessThanOrEqual(30_000);
    }
  });
});
