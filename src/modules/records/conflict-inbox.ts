import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { NIL } from 'uuid';
import type { Page } from '#kernel';
import { idAfter, pageOf } from '#tenancy';
import { conditionsOf } from './conflict-filter.js';
import { ConflictSuggestions, type SuggestionFor } from './conflict-suggestions.js';
import type { ConflictQuery, ConflictView, FieldConflictView } from './conflicts.dto.js';
import type { FieldConflict } from './decisions/index.js';
import { OriginReader, type Origins } from './origins.js';
import { Conflict, RecordRow } from './record.entity.js';

type RemoteSide = NonNullable<FieldConflictView['changedBy']['remote']>;

interface Lookup {
  readonly origins: ReadonlyMap<string, Origins>;
  readonly remotes: ReadonlyMap<string, RemoteSide>;
  readonly suggestionFor: SuggestionFor;
}

/** Shows conflicts to those who decide them: three sides, who changed what when, and what was decided before. */
@Injectable()
export class ConflictInbox {
  constructor(
    private readonly em: EntityManager,
    private readonly origins: OriginReader,
    private readonly suggestions: ConflictSuggestions,
  ) {}

  async list(query: ConflictQuery): Promise<Page<ConflictView>> {
    const { limit, status } = query;
    const { sql, parameters } = conditionsOf(query);
    const ids: { id: string }[] = await this.em.execute(
      `select id from record_conflict where status = ? and id > ?::uuid${sql} order by id limit ?`,
      [status, idAfter(query) ?? NIL, ...parameters, limit + 1],
    );
    const page = pageOf(ids, limit, ({ id }) => id);
    const rows = await this.em.find(
      Conflict,
      { id: { $in: [...page.data] } },
      { orderBy: { id: 'asc' }, refresh: true },
    );
    return { ...page, data: await this.views(rows) };
  }

  async view(conflict: Conflict): Promise<ConflictView> {
    const [view] = await this.views([conflict]);
    if (!view) throw new Error('One conflict has one view');
    return view;
  }

  private async views(conflicts: readonly Conflict[]): Promise<ConflictView[]> {
    const open = conflicts.filter(({ status }) => status === 'open');
    const recordIds = open.map(({ recordId }) => recordId);
    const lookup = {
      origins: await this.origins.of(recordIds),
      remotes: await this.remotes(recordIds),
      suggestionFor: await this.suggestions.of(open.map(({ syncId }) => syncId)),
    };
    return conflicts.map(conflict => viewConflict(conflict, lookup));
  }

  /** The provider says when it was changed there, seldom by whom; the run is the one that noticed. */
  private async remotes(recordIds: readonly string[]): Promise<Map<string, RemoteSide>> {
    if (recordIds.length === 0) return new Map();
    const noticed: { record_id: string; run_id: string | null }[] = await this.em.execute(
      `select distinct on (record_id) record_id, run_id from record_version
       where record_id in (select jsonb_array_elements_text(?::jsonb)::uuid) and cause = 'conflict'
         and run_id is not null
       order by record_id, revision desc`,
      [JSON.stringify(recordIds)],
    );
    const runOf = new Map(noticed.map(row => [row.record_id, row.run_id]));
    const records = await this.em.find(RecordRow, { id: { $in: [...recordIds] } }, { refresh: true });
    return new Map(
      records.map(({ id, remoteModifiedAt }) => [
        id,
        {
          kind: 'provider',
          actor: null,
          runId: runOf.get(id) ?? null,
          at: remoteModifiedAt?.toISOString() ?? null,
        },
      ]),
    );
  }
}

const viewField = (conflict: Conflict, clash: FieldConflict, lookup: Lookup): FieldConflictView => {
  const { recordId, syncId, status } = conflict;
  const local = lookup.origins.get(recordId)?.[clash.field] ?? null;
  return {
    ...clash,
    changedBy: { local, remote: lookup.remotes.get(recordId) ?? null },
    suggestion: status === 'open' ? lookup.suggestionFor(syncId, clash.field) : null,
  };
};

const viewConflict = (conflict: Conflict, lookup: Lookup): ConflictView => ({
  id: conflict.id,
  syncId: conflict.syncId,
  recordId: conflict.recordId,
  status: conflict.status,
  fields: (conflict.fields as readonly FieldConflict[]).map(clash => viewField(conflict, clash, lookup)),
  base: (conflict.base as Record<string, unknown> | undefined) ?? null,
  local: conflict.local,
  remote: conflict.remote,
  resolution: conflict.resolution ?? null,
  openedAt: conflict.openedAt.toISOString(),
  updatedAt: conflict.updatedAt.toISOString(),
  settledAt: conflict.settledAt?.toISOString() ?? null,
});
