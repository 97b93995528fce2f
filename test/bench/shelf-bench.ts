import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { provision, roles, startEmbeddedPostgres } from '#database';
import { migrateDatabase } from '../../src/database-server.js';
import { type Caller, createOrganization, type TestOrganization, until } from '../support/api.js';
import type { Run } from '../support/calendar.js';
import { ShelfVendor } from '../support/shelf-vendor.js';
import { startHubScript } from './hub-script.js';

export interface ShelfSync {
  readonly path: string;
  readonly id: string;
}

export interface ShelfBench {
  readonly acme: TestOrganization;
  /** As superuser. */
  readonly database: pg.Client;
  readonly vendor: ShelfVendor;
  readonly pid: number;
  /** Makes a sync of a shelf. */
  sync(shelf: string): Promise<ShelfSync>;
  /** Makes one and waits, minutes if need be, until its first run has succeeded. */
  synced(shelf: string): Promise<ShelfSync>;
  stop(): Promise<void>;
}

/** An embedded PostgreSQL with its defaults, the hub in a process of its own, and the vendor in this one. */
export const startShelfBench = async (shelves: readonly string[]): Promise<ShelfBench> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-bench-'));
  const vendor = await ShelfVendor.start();
  const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
  const at = (user: string) => ({ host: postgres.socketDirectory, port: 5432, user, database: 'causeway' });
  await provision(at('postgres'), 'causeway');
  await migrateDatabase(at(roles.owner));
  const database = new pg.Client(at('postgres'));
  await database.connect();
  const { child, pid, url, operatorKey } = await startHubScript('shelf-hub', {
    BENCH_SOCKET: postgres.socketDirectory,
    BENCH_VENDOR: vendor.url,
    CAUSEWAY_DATA_DIR: folder,
  });
  const acme = await createOrganization(url, operatorKey, 'Acme');
  const sync = await connectShelves(acme, shelves);
  return {
    ...{ acme, database, vendor, pid },
    ...{ sync, synced: async shelf => firstRun(acme.owner, await sync(shelf)) },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await database.end();
      await postgres.stop();
      await vendor.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const firstRun = async (owner: Caller, sync: ShelfSync): Promise<ShelfSync> => {
  const { id } = await owner.post<Run>(`${sync.path}/runs`);
  await until(
    () => owner.get<Run>(`${sync.path}/runs/${id}`),
    ({ status }) => status === 'succeeded',
    600_000,
  );
  return sync;
};

/** An account of the vendor's; what comes back makes syncs of its shelves. */
export const connectShelves = async ({ owner, at }: TestOrganization, shelves: readonly string[]) => {
  const { id: integrationId } = await owner.post<{ id: string }>(at('/integrations'), { provider: 'shelf' });
  const credentials = { account: 'ada', shelves: shelves.join(',') };
  const connection = await owner.post<{ id: string }>(at('/connections'), { integrationId, credentials });
  const subject = { type: 'end_user', id: 'ada' };
  const consent = { subject, purpose: 'calendar_sync', noticeVersion: '1' };
  const { id: consentId } = await owner.post<{ id: string }>(at('/consents'), consent);
  return async (containerId: string) => {
    const wish = { connectionId: connection.id, consentId, containerId, autoSync: false };
    const { id } = await owner.post<{ id: string }>(at('/syncs'), wish);
    return { path: at(`/syncs/${id}`), id };
  };
};

export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
