import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agree,
  createOrganization,
  createTestDatabase,
  type ProcessHub,
  Receiver,
  register,
  startHubProcess,
  type TestDatabase,
  type TestOrganization,
  until,
} from '#support';

/** To drip, to reset after reading, to answer ten gigabytes. */
const poisons: readonly ((response: ServerResponse) => void)[] = [
  response => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 200);
    response.on('close', () => clearInterval(drip));
  },
  response => void response.socket?.resetAndDestroy(),
  response => {
    response.writeHead(200);
    const block = Buffer.alloc(1_000_000);
    const pour = (): void => {
      while (!response.destroyed && response.write(block));
      response.once('drain', pour);
    };
    pour();
  },
];
/** The first few each in another way; the rest never answer. */
const poisonOf = (url = '') => poisons[Number(url.slice(1))] ?? (() => undefined);
/** A request that hangs does so for twenty seconds; most of this is for a busy machine. */
const mostMs = 5_000;
const poisoned = 20;
const backlog = 30;
const events = 30;

let database: TestDatabase;
let hub: ProcessHub;
let truth: pg.Client;
let poison: Server;
let receiver: Receiver;
let acme: TestOrganization;
let other: TestOrganization;

beforeAll(async () => {
  database = await createTestDatabase();
  truth = new pg.Client(database.superuser);
  await truth.connect();
  hub = await startHubProcess({ database });
  poison = createServer((request, response) => {
    request.resume().on('end', () => poisonOf(request.url)(response));
    response.on('error', () => undefined);
  });
  await new Promise<void>(resolve => poison.listen(0, '127.0.0.1', resolve));
  receiver = await Receiver.start();
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
}, 60_000);
afterAll(async () => {
  poison.closeAllConnections();
  poison.close();
  await hub.stop();
  await receiver.stop();
  await truth.end();
  await database.drop();
});

const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Infinity;

/** How long after its event the hub began to send each delivery to a good endpoint. */
const lateness = async (organization: TestOrganization, endpointId: string): Promise<number> => {
  for (let number = 0; number < events; number += 1) {
    await agree(organization, `good-${number}`);
    await sleep(150);
  }
  const waits = await until(
    async () =>
      (
        await truth.query<{ ms: number }>(
          // Lateness of the first attempt: a column of the delivery when it succeeded at once, else a row.
          `select extract(epoch from started_at - e.occurred_at)::float * 1000 as ms
           from (
             select d.event_id, coalesce((d.first_attempt->>'at')::timestamptz, min(a.attempted_at)) as started_at
             from delivery d left join delivery_attempt a on a.delivery_id = d.id
             where d.endpoint_id = $1 group by d.id
           ) as started join event e on e.id = started.event_id
           where started_at is not null`,
          [endpointId],
        )
      ).rows,
    rows => rows.length === events,
    60_000,
  );
  return p95(waits.map(({ ms }) => ms));
};

describe('twenty endpoints that hang, drip, reset or answer without end', () => {
  it('do not keep another endpoint waiting until they are given up, of their own organization or of another', async () => {
    const port = (poison.address() as AddressInfo).port;
    for (let number = 0; number < poisoned; number += 1)
      await register(acme, `http://127.0.0.1:${port}/${number}`, { eventTypes: ['consent.given'] });
    await Promise.all(Array.from({ length: backlog }, (_, number) => agree(acme, `bad-${number}`)));
    // All that may be on the wire is.
    await sleep(1_000);
    const late: number[] = [];
    for (const organization of [acme, other]) {
      const { id } = await register(organization, receiver.url, { eventTypes: ['consent.given'] });
      late.push(await lateness(organization, id));
    }
    console.info(`p95 beside ${poisoned} poisoned endpoints, in ms: ${JSON.stringify(late)}`);
    expect(Math.max(...late)).toBeLessThan(mostMs);
  }, 120_000);
});
