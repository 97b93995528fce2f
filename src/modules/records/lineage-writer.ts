import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { toJsonb } from '#database';
import { type Actor, currentContext, currentOrganization, newId } from '#kernel';
import type { Fields } from '#unified-models';
import type { Withholding } from './guarded/withhold.js';
import type { SyncRecord } from './decisions/index.js';
import type { Mutation, WriteTarget } from './mutation.js';

/** Tells pages apart without showing a cursor, which may hold the vendor's secrets. */
export const fingerprintOf = (cursor: string | null): string | null =>
  cursor === null ? null : createHash('sha256').update(cursor).digest('hex').slice(0, 16);

export const writingActor = (): Actor => currentContext()?.actor ?? { kind: 'system', id: 'hub' };

type Replacing = Mutation & { readonly before: SyncRecord };

/** The steps that a reader notices: each leaves a version to the history. */
export const replacedIn = (mutations: readonly Mutation[]): Replacing[] =>
  mutations.filter(
    (step): step is Replacing => step.before !== null && step.before.revision !== step.after.revision,
  );

/** The version that each step replaced, with what replaced it; one statement however many. */
export const keepReplaced = async (
  em: EntityManager,
  target: WriteTarget,
  { mutations, kept }: Withholding,
  now: Date,
): Promise<void> => {
  const rows = replacedIn(mutations).map(({ before, cause, superseded }) => ({
    id: newId(),
    record_id: before.id,
    revision: before.revision,
    fields: kept(before.fields),
    deleted: before.deleted,
    cause,
    superseded,
  }));
  if (rows.length === 0) return;
  const { runId, undoId = null, cursor = null, mappingVersion = null } = target;
  const { kind, id } = writingActor();
  const origin = [currentOrganization(), runId, undoId, cursor, mappingVersion, kind, id, now];
  await em.execute(versionSql, [...origin, toJsonb(rows)]);
};

/** What was sent to the provider, and how it answered. */
export const keepPushes = async (
  em: EntityManager,
  { runId }: WriteTarget,
  { mutations, kept }: Withholding,
  now: Date,
): Promise<void> => {
  const rows = mutations.flatMap(({ after, push }) =>
    push === undefined
      ? []
      : [
          {
            id: newId(),
            record_id: after.id,
            revision: push.revision,
            kind: push.kind,
            outcome: push.outcome,
            changed: push.changed,
            overwrote: push.overwrote && only(push.overwrote, kept(push.overwrote)),
            remote_id: push.remoteId,
            code: push.error?.code ?? null,
            detail: push.error?.detail ?? null,
          },
        ],
  );
  if (rows.length === 0 || runId === null) return;
  await em.execute(pushSql, [currentOrganization(), runId, now, toJsonb(rows)]);
};

const only = (names: Fields, values: Fields): Fields =>
  Object.fromEntries(Object.keys(names).map(name => [name, values[name]]));

const versionSql = `
  insert into record_version (organization_id, run_id, undo_id, cursor, mapping_version, actor_kind, actor_id,
    replaced_at, id, record_id, revision, fields, deleted, cause, superseded)
  select ?::uuid, ?::uuid, ?::uuid, ?::text, ?::int, ?, ?, ?::timestamptz, r.id, r.record_id, r.revision, r.fields,
    r.deleted, r.cause, r.superseded
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_id uuid, revision int, fields jsonb, deleted boolean,
    cause text, superseded jsonb)`;

const pushSql = `
  insert into record_push (organization_id, run_id, pushed_at, id, record_id, revision, kind, outcome, changed,
    overwrote, remote_id, code, detail)
  select ?::uuid, ?::uuid, ?::timestamptz, r.id, r.record_id, r.revision, r.kind, r.outcome, r.changed, r.overwrote,
    r.remote_id, r.code, r.detail
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_id uuid, revision int, kind text, outcome text,
    changed jsonb, overwrote jsonb, remote_id text, code text, detail text)`;
