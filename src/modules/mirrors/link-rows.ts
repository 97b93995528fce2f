import type { Fields } from '#unified-models';
import type {
  Bounces,
  LinkEnd,
  LinkProblem,
  MirrorClash,
  MirrorLink,
  MirrorSide,
} from './decisions/index.js';

/** A row of `mirror_link` as the driver gives it. */
export interface LinkRowValues {
  readonly id: string;
  readonly record_a_id: string | null;
  readonly record_b_id: string | null;
  readonly base_a: Fields | null;
  readonly base_b: Fields | null;
  readonly revision_a: number;
  readonly revision_b: number;
  readonly match_key: string | null;
  readonly due: boolean;
  readonly waits: MirrorSide | null;
  readonly detached: boolean;
  readonly restore: boolean;
  readonly conflict: readonly MirrorClash[] | null;
  readonly problem: LinkProblem | null;
  readonly bounces: (Omit<Bounces, 'since'> & { readonly since: string }) | null;
  readonly deletion: { readonly side: MirrorSide; readonly at: string } | null;
}

export const linkColumns = `id, record_a_id, record_b_id, base_a, base_b, revision_a, revision_b, match_key, due, waits,
  detached, restore, conflict, problem, bounces, deletion`;

const end = (recordId: string | null, base: Fields | null, revision: number): LinkEnd | null =>
  recordId === null ? null : { recordId, base, revision };

export const toLink = (row: LinkRowValues): MirrorLink => ({
  id: row.id,
  a: end(row.record_a_id, row.base_a, row.revision_a),
  b: end(row.record_b_id, row.base_b, row.revision_b),
  matchKey: row.match_key,
  due: row.due,
  waits: row.waits,
  detached: row.detached,
  restore: row.restore,
  conflict: row.conflict,
  problem: row.problem,
  bounces: row.bounces && { ...row.bounces, since: new Date(row.bounces.since) },
  deletion: row.deletion && { ...row.deletion, at: new Date(row.deletion.at) },
});

export const toRow = (link: MirrorLink) => ({
  id: link.id,
  record_a_id: link.a?.recordId ?? null,
  record_b_id: link.b?.recordId ?? null,
  base_a: link.a?.base ?? null,
  base_b: link.b?.base ?? null,
  revision_a: link.a?.revision ?? 0,
  revision_b: link.b?.revision ?? 0,
  match_key: link.matchKey,
  due: link.due,
  waits: link.waits,
  detached: link.detached,
  restore: link.restore,
  conflict: link.conflict,
  problem: link.problem,
  bounces: link.bounces,
  deletion: link.deletion,
});

/** `conflict_at` is when a conflict was opened; a refreshed one keeps its time. */
export const saveLinksSql = `
  insert into mirror_link (organization_id, mirror_id, ${linkColumns}, conflict_at)
  select ?::uuid, ?::uuid, ${linkColumns
    .split(',')
    .map(name => `r.${name.trim()}`)
    .join(', ')}, case when r.conflict is null then null else ?::timestamptz end
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_a_id uuid, record_b_id uuid, base_a jsonb, base_b jsonb,
    revision_a int, revision_b int, match_key text, due boolean, waits text, detached boolean, restore boolean,
    conflict jsonb, problem jsonb, bounces jsonb, deletion jsonb)
  on conflict (id) do update set
    record_a_id = excluded.record_a_id, record_b_id = excluded.record_b_id, base_a = excluded.base_a,
    base_b = excluded.base_b, revision_a = excluded.revision_a, revision_b = excluded.revision_b,
    due = excluded.due, waits = excluded.waits, detached = excluded.detached, restore = excluded.restore,
    conflict = excluded.conflict, problem = excluded.problem, bounces = excluded.bounces,
    deletion = excluded.deletion,
    conflict_at = case when excluded.conflict is null then null
      else coalesce(mirror_link.conflict_at, excluded.conflict_at) end`;
