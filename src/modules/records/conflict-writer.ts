import type { EntityManager } from '@mikro-orm/postgresql';
import { currentOrganization, newId } from '#kernel';
import { toJsonb } from './json.js';
import type { Mutation, WriteTarget } from './mutation.js';

/** Opens, refreshes and closes the inbox entries that these steps imply. */
export const writeConflicts = async (
  em: EntityManager,
  target: WriteTarget,
  mutations: readonly Mutation[],
  now: Date,
): Promise<void> => {
  const open = mutations.filter(({ after }) => after.conflict !== null);
  const ended = mutations.filter(({ before, after }) => before?.conflict && after.conflict === null);
  if (open.length > 0) {
    const rows = open.map(({ after }) => ({
      id: newId(),
      record_id: after.id,
      fields: after.conflict?.fields,
      base: after.base,
      local: after.fields,
      remote: after.conflict?.remote,
    }));
    await em.execute(openSql, [currentOrganization(), target.syncId, now, now, toJsonb(rows)]);
  }
  for (const { after, cause, superseded } of ended) {
    const status = cause === 'resolved' ? 'resolved' : 'closed';
    const resolution = toJsonb({ fields: after.fields, superseded });
    await em.execute(
      `update record_conflict set status = ?, resolution = ?::jsonb, settled_at = ?, updated_at = ?
       where record_id = ? and status = 'open'`,
      [status, resolution, now, now, after.id],
    );
  }
};

const openSql = `
  insert into record_conflict (organization_id, sync_id, status, opened_at, updated_at, id, record_id, fields, base,
    local, remote)
  select ?::uuid, ?::uuid, 'open', ?::timestamptz, ?::timestamptz, r.id, r.record_id, r.fields, r.base,
    r.local, r.remote
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_id uuid, fields jsonb, base jsonb, local jsonb, remote jsonb)
  on conflict (organization_id, record_id) where status = 'open' do update set
    fields = excluded.fields, base = excluded.base, local = excluded.local, remote = excluded.remote,
    updated_at = excluded.updated_at`;
