import type { EntityManager } from '@mikro-orm/postgresql';
import type { Totals } from './engine/index.js';

interface TotalsRow {
  readonly linked: number;
  readonly staged: number;
  readonly tombstones: number;
  readonly staged_sample: string[];
  readonly tombstone_sample: string[];
  readonly dirty: number;
  readonly last_dirty_id: string | null;
}

const sampleSize = 20;

const totalsSql = `
  select count(*) filter (where remote_id is not null)::int as linked,
    count(*) filter (where staged)::int as staged,
    count(*) filter (where deleted and remote_id is not null)::int as tombstones,
    array(select id::text from record where sync_id = ? and staged order by id limit ?) as staged_sample,
    array(select id::text from record where sync_id = ? and deleted and remote_id is not null
      order by id limit ?) as tombstone_sample,
    count(*) filter (where state = 'dirty')::int as dirty,
    max(id::text) filter (where state = 'dirty') as last_dirty_id
  from record where sync_id = ?`;

/** How many records of a sync are linked, and how many of these are on their way out. */
export const totalsOf = async (em: EntityManager, syncId: string): Promise<Totals> => {
  const rows: TotalsRow[] = await em.execute(totalsSql, [syncId, sampleSize, syncId, sampleSize, syncId]);
  const row = rows[0];
  if (!row) throw new Error('An aggregate always has a row');
  return {
    linked: row.linked,
    staged: row.staged,
    tombstones: row.tombstones,
    stagedSample: row.staged_sample,
    tombstoneSample: row.tombstone_sample,
    dirty: row.dirty,
    lastDirtyId: row.last_dirty_id,
  };
};
