import type { EntityManager } from '@mikro-orm/postgresql';
import type { Vault } from '#crypto';
import {
  fingerprintOf,
  ofSync,
  recordColumns,
  type RecordRowValues,
  type RecordWriter,
  type SyncRecord,
  toSyncRecord,
  type WriteTarget,
} from '#records';
import type {
  ChangeSource,
  Checkpoint,
  Mutation,
  RecordRange,
  RunControl,
  StoreTransaction,
  SyncStore,
  Totals,
} from './engine/index.js';
import { lookAtRecords } from './first-statistics.js';
import { totalsOf } from './record-totals.js';
import { saveCheckpoint } from './run-lease.js';

export interface StoreScope extends WriteTarget {
  readonly runId: string;
}

const chunk = 1_000;

/** The engine's store on PostgreSQL. Row locks last until commit; the API waits for a page, never for a provider. */
export class PgSyncStore implements SyncStore {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
    private readonly scope: StoreScope,
  ) {}

  async transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const done = await this.em.transactional(em =>
      work(new PgStoreTransaction(em, this.vault, this.writer, this.scope)),
    );
    await lookAtRecords(this.em.getContext());
    return done;
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (let start = 0; start < remoteIds.length; start += chunk) {
      const rows: { remote_id: string; remote_version: string }[] = await this.em.getContext().execute(
        `select remote_id, remote_version from record
         where ${ofSync} and remote_id in (select jsonb_array_elements_text(?::jsonb)) and not staged`,
        [this.scope.syncId, JSON.stringify(remoteIds.slice(start, start + chunk))],
      );
      for (const row of rows) known.set(row.remote_id, row.remote_version);
    }
    return known;
  }

  async knownUnder(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows: { remote_id: string; path: string }[] = await this.em
      .getContext()
      .execute(underSql, [JSON.stringify(paths), this.scope.syncId]);
    return new Map(rows.map(row => [row.remote_id, row.path]));
  }

  async control(): Promise<RunControl> {
    const rows: { control: RunControl }[] = await this.em
      .getContext()
      .execute('select control from sync_run where id = ?', [this.scope.runId]);
    return rows[0]?.control ?? 'cancel';
  }
}

class PgStoreTransaction implements StoreTransaction {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
    private readonly scope: StoreScope,
  ) {}

  recordsByRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    if (remoteIds.length === 0) return Promise.resolve([]);
    return this.select(`remote_id in (select jsonb_array_elements_text(?::jsonb)) order by id`, [
      JSON.stringify(remoteIds),
    ]);
  }

  recordsOf(ids: readonly string[], remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    if (ids.length === 0 && remoteIds.length === 0) return Promise.resolve([]);
    return this.select(ofSql, [JSON.stringify(ids), this.scope.syncId, JSON.stringify(remoteIds)]);
  }

  async write(mutations: readonly Mutation[], source?: ChangeSource): Promise<void> {
    const cursor = fingerprintOf(source?.cursor ?? null);
    await this.writer.write({ ...this.scope, cursor }, mutations);
  }

  async markSeen(remoteIds: readonly string[], listingId: string): Promise<void> {
    if (remoteIds.length === 0) return;
    await this.em.execute(
      `update record set seen_listing_id = ?
       where ${ofSync} and remote_id in (select jsonb_array_elements_text(?::jsonb))`,
      [listingId, this.scope.syncId, JSON.stringify(remoteIds)],
    );
  }

  absent(listingId: string, range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.range('remote_id is not null and seen_listing_id is distinct from ?', [listingId], range);
  }

  staged(range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.range(`state = 'delete_pending'`, [], range);
  }

  dirty(range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.range(`state = 'dirty'`, [], range);
  }

  totals(): Promise<Totals> {
    return totalsOf(this.em, this.scope.syncId);
  }

  saveCheckpoint(fence: number, checkpoint: Checkpoint): Promise<void> {
    return saveCheckpoint(this.em, this.scope.runId, fence, checkpoint);
  }

  private range(where: string, parameters: readonly unknown[], { after, limit }: RecordRange) {
    const beyond = after === null ? '' : 'and id > ?';
    const bound = after === null ? [] : [after];
    return this.select(`${where} ${beyond} order by id limit ?`, [...parameters, ...bound, limit]);
  }

  private async select(where: string, parameters: readonly unknown[]): Promise<SyncRecord[]> {
    const rows: RecordRowValues[] = await this.em.execute(
      `select ${recordColumns} from record where ${ofSync} and ${where} for update`,
      [this.scope.syncId, ...parameters],
    );
    return Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
  }
}

/** One statement, so that the rows are locked in one order. */
const ofSql = `id in (
    select value::uuid from jsonb_array_elements_text(?::jsonb)
    union select id from record
      where ${ofSync} and remote_id in (select jsonb_array_elements_text(?::jsonb)))
  order by id`;

/** Each path with all that it begins with is looked for among the wanted: one pass, however many these are. */
const underSql = `
  with wanted as (select lower(value) as path from jsonb_array_elements_text(?::jsonb))
  select remote_id, path from (
    select remote_id, coalesce(conflict -> 'remote', base, fields) ->> 'path' as path
    from record where sync_id = ? and remote_id is not null) as known
  where exists (
    select 1 from generate_series(2, array_length(string_to_array(path, '/'), 1)) as depth
    where array_to_string((string_to_array(lower(path), '/'))[1:depth], '/') in (select path from wanted))`;
