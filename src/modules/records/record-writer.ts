import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { toJsonb } from '#database';
import { Clock, currentOrganization, newId } from '#kernel';
import { writeConflicts } from './conflict-writer.js';
import { withholding } from './guarded/withhold.js';
import { keepPushes, keepReplaced, writingActor } from './lineage-writer.js';
import type { Mutation, WriteTarget } from './mutation.js';
import { RecordEvents, type VisibleStep } from './record-events.js';
import { remoteDataPlace } from './record-rows.js';

/**
 * The one place where records are written: row, history, conflict, feed position and events in the caller's transaction.
 * A page costs a handful of statements however many records it has.
 */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly events: RecordEvents,
    private readonly clock: Clock,
  ) {}

  async write(target: WriteTarget, given: readonly Mutation[]): Promise<void> {
    if (given.length === 0) return;
    const now = this.clock.now();
    const withheld = await withholding(given, target.guard);
    const { mutations } = withheld;
    const em = this.em.getContext();
    await keepReplaced(em, target, withheld, now);
    const steps = collapse(mutations);
    const visible = await this.upsert(target, steps, now);
    await keepPushes(em, target, withheld, now);
    const conflicts = await writeConflicts(em, target, steps, now);
    await this.events.publishSteps(target, visible);
    await this.events.publishConflicts(target, conflicts);
  }

  private async upsert(
    target: WriteTarget,
    mutations: readonly Mutation[],
    now: Date,
  ): Promise<readonly VisibleStep[]> {
    const last = await this.takePositions(mutations.filter(isVisible).length);
    let position = last - mutations.filter(isVisible).length;
    const rows = [];
    const steps: VisibleStep[] = [];
    for (const mutation of mutations) {
      const visible = isVisible(mutation);
      rows.push({ ...(await this.rowOf(mutation)), feed_position: visible ? ++position : null });
      if (visible) steps.push({ mutation, feedPosition: position });
    }
    await this.em
      .getContext()
      .execute(upsertSql, [
        currentOrganization(),
        target.syncId,
        target.model,
        now,
        now,
        ...creatorOf(target),
        toJsonb(rows),
      ]);
    return steps;
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
      out_of_filter: after.outOfFilter ?? false,
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

/** Where a record comes from is told by its row: creations write no further one. */
const creatorOf = ({ runId, cursor = null, mappingVersion = null }: WriteTarget) => {
  const { kind, id } = writingActor();
  return [runId, kind, id, cursor, mappingVersion];
};

const isVisible = ({ before, after }: Mutation): boolean => before?.revision !== after.revision;

const upsertSql = `
  insert into record (organization_id, sync_id, model, created_at, updated_at, created_run_id,
    created_actor_kind, created_actor_id, created_cursor, created_mapping_version, id, fields, base, remote_id,
    remote_version, remote_data, remote_modified_at, deleted, staged, out_of_filter, conflict, unanswered, push_error,
    local_changed_at, state, revision, feed_position)
  select ?::uuid, ?::uuid, ?, ?::timestamptz, ?::timestamptz, ?::uuid, ?, ?, ?::text, ?::int, r.id, r.fields,
    r.base, r.remote_id,
    r.remote_version, decode(r.remote_data, 'base64'), r.remote_modified_at, r.deleted, r.staged, r.out_of_filter,
    r.conflict, r.unanswered, r.push_error, r.local_changed_at, r.state, r.revision,
    coalesce(r.feed_position, 0)
  from jsonb_to_recordset(?::jsonb) as r(id uuid, fields jsonb, base jsonb, remote_id text, remote_version text,
    remote_data text, remote_modified_at timestamptz, deleted boolean, staged boolean, out_of_filter boolean, conflict jsonb,
    unanswered jsonb, push_error jsonb, local_changed_at timestamptz, state text, revision int, feed_position bigint)
  on conflict (id) do update set
    fields = excluded.fields, base = excluded.base, remote_id = excluded.remote_id,
    remote_version = excluded.remote_version, remote_data = excluded.remote_data,
    remote_modified_at = excluded.remote_modified_at, deleted = excluded.deleted, staged = excluded.staged,
    out_of_filter = excluded.out_of_filter,
    conflict = excluded.conflict, unanswered = excluded.unanswered, push_error = excluded.push_error,
    local_changed_at = excluded.local_changed_at, state = excluded.state, revision = excluded.revision,
    feed_position = greatest(record.feed_position, excluded.feed_position), updated_at = excluded.updated_at`;
