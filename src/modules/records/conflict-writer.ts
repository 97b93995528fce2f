import type { EntityManager } from '@mikro-orm/postgresql';
import { toJsonb } from '#database';
import { currentOrganization, newId } from '#kernel';
import type { SyncRecord } from './decisions/record.js';
import type { Mutation, WriteTarget } from './mutation.js';

/** A conflict that was opened or is over. */
export interface ConflictChange {
  readonly id: string;
  readonly recordId: string;
  readonly fields: readonly string[];
  readonly status: 'open' | 'resolved' | 'closed';
}

/** Opens, refreshes and closes the inbox entries that these steps imply; answers what was opened and what is over. */
export const writeConflicts = async (
  em: EntityManager,
  target: WriteTarget,
  mutations: readonly Mutation[],
  now: Date,
): Promise<ConflictChange[]> => {
  const open = mutations.filter(({ after }) => after.conflict !== null);
  const ended = mutations.filter(({ before, after }) => before?.conflict && after.conflict === null);
  const opened = open.length > 0 ? await openConflicts(em, target, open, now) : [];
  const settled: ConflictChange[] = [];
  for (const mutation of ended) settled.push(...(await settleConflict(em, mutation, now)));
  return [...opened, ...settled];
};

const openConflicts = async (
  em: EntityManager,
  target: WriteTarget,
  open: readonly Mutation[],
  now: Date,
): Promise<ConflictChange[]> => {
  const rows = open.map(({ after }) => ({
    id: newId(),
    record_id: after.id,
    fields: after.conflict?.fields,
    base: after.base,
    local: after.fields,
    remote: after.conflict?.remote,
  }));
  const written: { id: string; record_id: string }[] = await em.execute(openSql, [
    ...[currentOrganization(), target.syncId, now, now],
    toJsonb(rows),
  ]);
  const idOf = new Map(written.map(row => [row.record_id, row.id]));
  return open.flatMap(({ before, after }) => {
    const id = idOf.get(after.id);
    return before?.conflict || !id ? [] : [{ id, ...clashOf(after), status: 'open' as const }];
  });
};

const settleConflict = async (
  em: EntityManager,
  { before, after, cause, superseded, decided = {} }: Mutation,
  now: Date,
): Promise<ConflictChange[]> => {
  const status = cause === 'resolved' ? 'resolved' : 'closed';
  const resolution = toJsonb({ fields: after.fields, superseded, decided });
  const settled: { id: string }[] = await em.execute(
    `update record_conflict set status = ?, resolution = ?::jsonb, settled_at = ?, updated_at = ?
     where record_id = ? and status = 'open' returning id`,
    [status, resolution, now, now, after.id],
  );
  const clash = clashOf(before ?? after);
  return settled.map(({ id }) => ({ id, ...clash, status }) as const);
};

const clashOf = ({ id, conflict }: SyncRecord) => ({
  recordId: id,
  fields: conflict?.fields.map(({ field }) => field) ?? [],
});

const openSql = `
  insert into record_conflict (organization_id, sync_id, status, opened_at, updated_at, id, record_id, fields, base,
    local, remote)
  select ?::uuid, ?::uuid, 'open', ?::timestamptz, ?::timestamptz, r.id, r.record_id, r.fields, r.base,
    r.local, r.remote
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_id uuid, fields jsonb, base jsonb, local jsonb, remote jsonb)
  on conflict (organization_id, record_id) where status = 'open' do update set
    fields = excluded.fields, base = excluded.base, local = excluded.local, remote = excluded.remote,
    updated_at = excluded.updated_at
  returning id, record_id`;
