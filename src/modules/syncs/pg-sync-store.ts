import type { EntityManager } from '@mikro-orm/postgresql';
import type { Vault } from '#crypto';
import {
  recordColumns,
  type RecordRowValues,
  type RecordWriter,
  type SyncRecord,
  toSyncRecord,
} from '#records';
import type {
  Checkpoint,
  Mutation,
  RecordRange,
  RunControl,
  StoreTransaction,
  SyncStore,
  Totals,
} from './engine/index.js';
import { saveCheckpoint } from './run-lease.js';

export interface StoreScope {
  readonly syncId: string;
  readonly runId: string;
  readonly model: string;
}

const sampleSize = 20;
const chunk = 1_000;

/** The engine's store on PostgreSQL. Row locks last until commit; the API waits for a page, never for a provider. */
export class PgSyncStore implements SyncStore {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
    private readonly scope: StoreScope,
  ) {}

  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    return this.em.transactional(em => work(new PgStoreTransaction(em, this.vault, this.writer, this.scope)));
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (let start = 0; start < remoteIds.length; start += chunk) {
      const rows: { remote_id: string; remote_version: string }[] = await this.em.getContext().execute(
        `select remote_id, remote_version from record
         where sync_id = ? and remote_id in (select jsonb_array_elements_text(?::jsonb)) and not staged`,
        [this.scope.syncId, JSON.stringify(remoteIds.slice(start, start + chunk))],
      );
      for (const row of rows) known.set(row.remote_id, row.remote_version);
    }
    return known;
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

  async recordById(id: string): Promise<SyncRecord | null> {
    return (await this.select('id = ?', [id]))[0] ?? null;
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    await this.writer.write(this.scope, mutations);
  }

  async markSeen(remoteIds: readonly string[], listingId: string): Promise<void> {
    if (remoteIds.length === 0) return;
    await this.em.execute(
      `update record set seen_listing_id = ?
       where sync_id = ? and remote_id in (select jsonb_array_elements_text(?::jsonb))`,
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

  async totals(): Promise<Totals> {
    const rows: TotalsRow[] = await this.em.execute(totalsSql, [
      this.scope.syncId,
      sampleSize,
      this.scope.syncId,
      sampleSize,
      this.scope.syncId,
    ]);
    const row = rows[0];
    if (!row) throw new Error('An aggregate always has a row');
    return {
      linked: row.linked,
      staged: row.staged,
      tombstones: row.tombstones,
      stagedSample: row.staged_sample,
      tombstoneSample: row.tombstone_sample,
      lastDirtyId: row.last_dirty_id,
    };
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
      `select ${recordColumns} from record where sync_id = ? and ${where} for update`,
      [this.scope.syncId, ...parameters],
    );
    return Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
  }
}

interface TotalsRow {
  readonly linked: number;
  readonly staged: number;
  readonly tombstones: number;
  readonly staged_sample: string[];
  readonly tombstone_sample: string[];
  readonly last_dirty_id: string | null;
}

const totalsSql = `
  select count(*) filter (where remote_id is not null)::int as linked,
    count(*) filter (where staged)::int as staged,
    count(*) filter (where deleted and remote_id is not null)::int as tombstones,
    array(select id::text from record where sync_id = ? and staged order by id limit ?) as staged_sample,
    array(select id::text from record where sync_id = ? and deleted and remote_id is not null
      order by id limit ?) as tombstone_sample,
    max(id::text) filter (where state = 'dirty') as last_dirty_id
  from record where sync_id = ?`;
