import type { EntityManager } from '@mikro-orm/postgresql';
import type { Vault } from '#crypto';
import { ofSync, recordColumns, type RecordRowValues, type SyncRecord, toSyncRecord } from '#records';
import type { RecordLink, RecordRange, RecordSource, Totals, Waiting } from './engine/index.js';
import { totalsOf } from './record-totals.js';

const chunk = 1_000;
/** Whoever does not read objects anew does not need what the provider sent, and it would have to be decrypted. */
const bareColumns = recordColumns.replace('remote_data', 'null::bytea as remote_data');
const linkColumns = 'id, remote_id, remote_version, staged';

interface LinkRow {
  readonly id: string;
  readonly remote_id: string;
  readonly remote_version: string | null;
  readonly staged: boolean;
}

/** The records of a sync in PostgreSQL, read without locks. */
export class PgRecordSource implements RecordSource {
  private readonly columns: string;

  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly syncId: string,
    withPayload = false,
  ) {
    this.columns = withPayload ? recordColumns : bareColumns;
  }

  async links(remoteIds: readonly string[]): Promise<readonly RecordLink[]> {
    const rows = await this.named<LinkRow>(linkColumns, 'remote_id', remoteIds);
    return rows.map(toLink);
  }

  async byRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    return this.records(await this.named<RecordRowValues>(this.columns, 'remote_id', remoteIds));
  }

  async byIds(ids: readonly string[]): Promise<readonly SyncRecord[]> {
    return this.records(await this.named<RecordRowValues>(this.columns, 'id', ids));
  }

  async linked(range: RecordRange): Promise<readonly RecordLink[]> {
    return (await this.range<LinkRow>(linkColumns, 'remote_id is not null', range)).map(toLink);
  }

  async inState(state: SyncRecord['state'], range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.records(await this.range<RecordRowValues>(this.columns, `state = '${state}'`, range));
  }

  totals(): Promise<Totals> {
    return totalsOf(this.em.getContext(), this.syncId);
  }

  async waiting(): Promise<Waiting> {
    const rows = await this.ask<{ state: SyncRecord['state']; count: number }>(
      `select state, count(*)::int as count from record where sync_id = ? and state <> 'clean' group by state`,
      [this.syncId],
    );
    const of = (state: SyncRecord['state']): number => rows.find(row => row.state === state)?.count ?? 0;
    return { push: of('dirty'), decision: of('conflict'), deletion: of('delete_pending') };
  }

  private async named<Row>(what: string, by: 'remote_id' | 'id', names: readonly string[]): Promise<Row[]> {
    const type = by === 'id' ? 'uuid' : 'text';
    const rows: Row[] = [];
    for (let start = 0; start < names.length; start += chunk) {
      const some = JSON.stringify(names.slice(start, start + chunk));
      const sql = `select ${what} from record
        where ${ofSync} and ${by} in (select jsonb_array_elements_text(?::jsonb)::${type}) order by id`;
      rows.push(...(await this.ask<Row>(sql, [this.syncId, some])));
    }
    return rows;
  }

  private range<Row>(what: string, where: string, { after, limit }: RecordRange): Promise<Row[]> {
    const beyond = after === null ? '' : 'and id > ?';
    const bound = after === null ? [] : [after];
    const sql = `select ${what} from record where sync_id = ? and ${where} ${beyond} order by id limit ?`;
    return this.ask(sql, [this.syncId, ...bound, limit]);
  }

  private ask<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.em.getContext().execute<Row[]>(sql, [...parameters]);
  }

  private records(rows: readonly RecordRowValues[]): Promise<SyncRecord[]> {
    return Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
  }
}

const toLink = ({ id, remote_id: remoteId, remote_version: version, staged }: LinkRow): RecordLink => ({
  id,
  remoteId,
  version: version ?? '',
  staged,
});
