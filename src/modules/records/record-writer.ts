import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Clock, currentContext, currentOrganization, newId } from '#kernel';
import { writeConflicts } from './conflict-writer.js';
import { toJsonb } from './json.js';
import type { Mutation, WriteTarget } from './mutation.js';
import { remoteDataPlace } from './record-rows.js';

/**
 * The one place where records are written: row, history, conflict and feed position in the caller's transaction.
 * A page costs a handful of statements however many records it has.
 */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async write(target: WriteTarget, mutations: readonly Mutation[]): Promise<void> {
    if (mutations.length === 0) return;
    const now = this.clock.now();
    await this.keepReplaced(target, mutations, now);
    const steps = collapse(mutations);
    await this.upsert(target, steps, now);
    await writeConflicts(this.em.getContext(), target, steps, now);
  }

  private async upsert(target: WriteTarget, mutations: readonly Mutation[], now: Date): Promise<void> {
    const last = await this.takePositions(mutations.filter(isVisible).length);
    let position = last - mutations.filter(isVisible).length;
    const rows = [];
    for (const mutation of mutations) {
      const visible = isVisible(mutation);
      rows.push({ ...(await this.rowOf(mutation)), feed_position: visible ? ++position : null });
    }
    await this.em
      .getContext()
      .execute(upsertSql, [currentOrganization(), target.syncId, target.model, now, now, toJsonb(rows)]);
  }

  private async rowOf({ after }: Mutation) {
    const { remote } = after;
    const data = remote ? await this.vault.seal(remote.data, remoteDataPlace(after.id)) : null;
    return {
      id: after.id,
      fields: after.fields,
      base: after.base,
      remote_id: remote?.id ?? null,
      remote_version: remote?.version ?? null,
      remote_data: data?.toString('base64') ?? null,
      remote_modified_at: remote?.modifiedAt ?? null,
      deleted: after.deleted,
      staged: after.staged,
      conflict: after.conflict,
      unanswered: after.unanswered,
      push_error: after.pushError,
      local_changed_at: after.localChangedAt,
      state: after.state,
      revision: after.revision,
    };
  }

  /** The row lock lasts until commit, so positions become visible in their order and a feed reader misses none. */
  private async takePositions(count: number): Promise<number> {
    if (count === 0) return 0;
    const rows: { position: string }[] = await this.em.getContext().execute(
      `insert into record_feed (id, organization_id, position) values (?, ?, ?)
       on conflict (organization_id) do update set position = record_feed.position + excluded.position
       returning position`,
      [newId(), currentOrganization(), count],
    );
    return Number(rows[0]?.position);
  }

  private async keepReplaced(target: WriteTarget, mutations: readonly Mutation[], now: Date): Promise<void> {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    const rows = mutations.flatMap(({ before, after, cause, superseded }) =>
      before === null || before.revision === after.revision
        ? []
        : [
            {
              id: newId(),
              record_id: before.id,
              revision: before.revision,
              fields: before.fields,
              deleted: before.deleted,
              cause,
              superseded,
            },
          ],
    );
    if (rows.length === 0) return;
    await this.em
      .getContext()
      .execute(versionSql, [currentOrganization(), target.runId, actor.kind, actor.id, now, toJsonb(rows)]);
  }
}

/** Several steps of one record become one write: from the first `before` to the last `after`. */
const collapse = (mutations: readonly Mutation[]): Mutation[] => {
  const steps = new Map<string, Mutation>();
  for (const mutation of mutations) {
    const earlier = steps.get(mutation.after.id);
    steps.set(mutation.after.id, earlier ? { ...mutation, before: earlier.before } : mutation);
  }
  return [...steps.values()];
};

const isVisible = ({ before, after }: Mutation): boolean => before?.revision !== after.revision;

const upsertSql = `
  insert into record (organization_id, sync_id, model, created_at, updated_at, id, fields, base, remote_id,
    remote_version, remote_data, remote_modified_at, deleted, staged, conflict, unanswered, push_error,
    local_changed_at, state, revision, feed_position)
  select ?::uuid, ?::uuid, ?, ?::timestamptz, ?::timestamptz, r.id, r.fields, r.base, r.remote_id,
    r.remote_version, decode(r.remote_data, 'base64'), r.remote_modified_at, r.deleted, r.staged,
    r.conflict, r.unanswered, r.push_error, r.local_changed_at, r.state, r.revision,
    coalesce(r.feed_position, 0)
  from jsonb_to_recordset(?::jsonb) as r(id uuid, fields jsonb, base jsonb, remote_id text, remote_version text,
    remote_data text, remote_modified_at timestamptz, deleted boolean, staged boolean, conflict jsonb,
    unanswered jsonb, push_error jsonb, local_changed_at timestamptz, state text, revision int, feed_position bigint)
  on conflict (id) do update set
    fields = excluded.fields, base = excluded.base, remote_id = excluded.remote_id,
    remote_version = excluded.remote_version, remote_data = excluded.remote_data,
    remote_modified_at = excluded.remote_modified_at, deleted = excluded.deleted, staged = excluded.staged,
    conflict = excluded.conflict, unanswered = excluded.unanswered, push_error = excluded.push_error,
    local_changed_at = excluded.local_changed_at, state = excluded.state, revision = excluded.revision,
    feed_position = greatest(record.feed_position, excluded.feed_position), updated_at = excluded.updated_at`;

const versionSql = `
  insert into record_version (organization_id, run_id, actor_kind, actor_id, replaced_at, id, record_id, revision,
    fields, deleted, cause, superseded)
  select ?::uuid, ?::uuid, ?, ?, ?::timestamptz, r.id, r.record_id, r.revision, r.fields, r.deleted, r.cause,
    r.superseded
  from jsonb_to_recordset(?::jsonb) as r(id uuid, record_id uuid, revision int, fields jsonb, deleted boolean,
    cause text, superseded jsonb)`;
