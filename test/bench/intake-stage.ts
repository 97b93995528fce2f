import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { provision, roles, startEmbeddedPostgres } from '#database';
import { migrateDatabase } from '../../src/database-server.js';
import { createOrganization } from '../support/api.js';
import { connectVendor } from '../support/inbound-vendor.js';
import { ShelfVendor } from '../support/shelf-vendor.js';
import { startHubScript } from './hub-script.js';
import type { PgbenchRow } from './pgbench.js';
import { connectShelves } from './shelf-bench.js';

export const secret = 'bench-signing-secret';
const profile = process.env['PROFILE'];

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-intake-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
const at = (user: string) => ({ host: postgres.socketDirectory, port: 5432, user, database: 'causeway' });
await provision(at('postgres'), 'causeway');
await migrateDatabase(at(roles.owner));
export const superuser = new pg.Client(at('postgres'));
await superuser.connect();
export const postmaster = Number(
  readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
);

const vendor = await ShelfVendor.start();
const children = new Set<ChildProcess>();

/** A profile is written by who ends in order. */
const end = async (child: ChildProcess): Promise<void> => {
  child.kill(profile === undefined ? 'SIGKILL' : 'SIGTERM');
  await once(child, 'exit');
};

/** One more process of the hub. */
export const startHub = async (settings: Readonly<Record<string, string>>) => {
  const { child, ...said } = await startHubScript('intake-hub', {
    BENCH_SECRET: secret,
    BENCH_SOCKET: postgres.socketDirectory,
    BENCH_VENDOR: vendor.url,
    CAUSEWAY_DATA_DIR: folder,
    ...settings,
  });
  children.add(child);
  const stopOne = async (): Promise<void> => {
    children.delete(child);
    await end(child);
  };
  return { ...said, port: Number(new URL(said.url || 'http://x:1').port), stop: stopOne };
};

/** One more that serves HTTP, at the port of the others. */
export const startApi = (port = 0) =>
  startHub({ CAUSEWAY_ROLE: 'api', CAUSEWAY_SHARED_PORT: 'true', PORT: String(port) });

export const api = await startApi();
export const acme = await createOrganization(api.url, api.operatorKey, 'Acme');
const { connectionId } = await connectVendor(acme, 'desk', 'team-1');

/** A first sync of 100 records a second, each of them sent on to an endpoint; longer than the bench takes. */
export const startTraffic = async (): Promise<void> => {
  const receiver = spawn(process.execPath, ['test/bench/deliveries-receiver.mjs']);
  children.add(receiver);
  const [port] = (await once(receiver.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${Number(port.toString())}/`;
  await acme.owner.post(acme.at('/endpoints'), { url, eventTypes: ['record.*'] });
  const shelf = '100000x50';
  vendor.delayMs.GET = 500;
  const sync = await connectShelves(acme, [shelf]);
  const { path: syncPath } = await sync(shelf);
  await acme.owner.post(`${syncPath}/runs`);
};

/** What pgbench is to insert, with the sealed body of a receipt that is there. */
export const pgbenchRow = async (): Promise<PgbenchRow> => {
  const { rows } = await superuser.query<{ body: Buffer }>('select body from receipt limit 1');
  const body = rows[0]?.body.toString('hex') ?? '';
  return { socket: postgres.socketDirectory, organizationId: acme.id, connectionId, body };
};

/** A disk writes for seconds what was written before; whoever comes next would wait for it. */
const settleMs = 2_000;

export const clean = async (): Promise<void> => {
  await superuser.query('truncate receipt');
  await superuser.query('checkpoint');
  await sleep(settleMs);
};

/**
 * A server that has been in use writes its log over old files of it. A young one makes a new file for each 16 MB first,
 * and whoever commits waits meanwhile.
 */
export const useLog = async (): Promise<void> => {
  await superuser.query(`create table fill as select repeat('x', 1000) from generate_series(1, 1_000_000)`);
  await superuser.query('drop table fill');
  await clean();
};

export const stop = async (): Promise<void> => {
  for (const child of children) await end(child);
  await vendor.stop();
  await superuser.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
};
