import pg from 'pg';
import { OrganizationScope } from '#database';
import { newId } from '#kernel';
import type { SyncStore } from '../../src/modules/syncs/engine/index.js';
import type { Sync } from '../../src/modules/syncs/sync.entity.js';
import { SyncStores } from '../../src/modules/syncs/sync-stores.js';
import { createOrganization } from './api.js';
import type { TestHub } from './hub.js';

/** The hub's store of one sync with a run under way, used from outside any request. */
export interface OpenedStore {
  readonly store: SyncStore;
  readonly fence: number;
  readonly syncId: string;
  readonly runId: string;
}

export interface StoreOpener {
  open(): Promise<OpenedStore>;
  /** What the database holds, whoever may see it. */
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const actor = { kind: 'system', id: 'test' } as const;

export const storeOpener = async (hub: TestHub): Promise<StoreOpener> => {
  const { id: organizationId } = await createOrganization(hub.url, hub.operatorKey);
  const scope = hub.hub.app.get(OrganizationScope);
  const stores = hub.hub.app.get(SyncStores);
  const superuser = new pg.Client(hub.database.superuser);
  await superuser.connect();
  // The store asks for the sync and its run alone: the connection and the consent behind them need not be.
  await superuser.query('set session_replication_role = replica');

  const open = async (): Promise<OpenedStore> => {
    const [syncId, runId] = [newId(), newId()];
    await superuser.query(newSync, [syncId, organizationId, newId()]);
    await superuser.query(newRun, [runId, organizationId, syncId]);
    const sync = { id: syncId, consentId: newId(), model: 'calendar_event' } as Sync;
    const inner = await stores.of(sync, runId);
    const within = <T>(work: () => Promise<T>): Promise<T> => scope.run(organizationId, actor, work);
    const store: SyncStore = {
      transaction: work => within(() => inner.transaction(work)),
      knownVersions: ids => within(() => inner.knownVersions(ids)),
      control: () => within(() => inner.control()),
    };
    return { store, fence: 1, syncId, runId };
  };
  return {
    open,
    query: async <T>(sql: string, parameters: readonly unknown[] = []) =>
      (await superuser.query(sql, [...parameters])).rows as T[],
    close: () => superuser.end(),
  };
};

const newSync = `
  insert into sync (id, organization_id, connection_id, consent_id, name, model, container_id, container_name,
    direction, policy, field_policies, auto_sync, interval_seconds, run_wanted, created_at, updated_at)
  values ($1, $2, $3, $3, 'test', 'calendar_event', 'test', 'test', 'two_way', 'manual', '{}', false, 300, false,
    now(), now())`;

const newRun = `
  insert into sync_run (id, organization_id, sync_id, kind, trigger, status, control, checkpoint, retry_failed, attempts,
    lease_fence, created_at)
  values ($1, $2, $3, 'full', 'manual', 'running', 'run', '{}', false, 0, 1, now())`;
