import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ModelDefinition, type ModelName, models } from '#unified-models';
import { creationCause, fieldOrigin } from './causes.js';
import type { FieldOrigin } from './history.dto.js';

/** For each field, who gave it the value that it has. */
export type Origins = Readonly<Record<string, FieldOrigin>>;

interface OriginRow {
  readonly record_id: string;
  readonly model: ModelName;
  readonly field: string;
  readonly revision: number;
  /** Null for what the record was created with. */
  readonly cause: string | null;
  readonly actor_kind: string | null;
  readonly actor_id: string | null;
  readonly run_id: string | null;
  readonly at: Date | string;
}

/** Reads where values come from, of many records in one statement. */
@Injectable()
export class OriginReader {
  constructor(private readonly em: EntityManager) {}

  async of(recordIds: readonly string[]): Promise<ReadonlyMap<string, Origins>> {
    if (recordIds.length === 0) return new Map();
    const ids = JSON.stringify(recordIds);
    const rows: OriginRow[] = await this.em.getContext().execute(originSql, [ids]);
    const byRecord = Map.groupBy(rows, row => row.record_id);
    return new Map(
      [...byRecord].map(([id, found]) => [
        id,
        Object.fromEntries(found.map(row => [row.field, viewOrigin(row)])),
      ]),
    );
  }
}

const viewOrigin = (row: OriginRow): FieldOrigin => {
  const model: ModelDefinition = models[row.model];
  const isMergeable = model.merge[row.field] !== undefined;
  const actor = row.actor_kind === null ? null : { kind: row.actor_kind, id: row.actor_id ?? '' };
  return {
    kind: fieldOrigin(row.cause ?? creationCause(actor), row.run_id, isMergeable),
    revision: row.revision,
    actor,
    runId: row.run_id,
    at: new Date(row.at).toISOString(),
  };
};

/** The last version that changed a field, and what made that version: the replacing of the one before, or the creation. */
const originSql = `
  with chosen as (select * from record where id in (select jsonb_array_elements_text(?::jsonb)::uuid)),
  states as (
    select v.record_id, v.revision, v.fields from record_version v join chosen c on c.id = v.record_id
    union all select id, revision, fields from chosen),
  cells as (
    select s.record_id, s.revision, e.key as field, e.value,
      lag(e.value) over (partition by s.record_id, e.key order by s.revision) as earlier
    from states s cross join lateral jsonb_each(s.fields) e),
  latest as (
    select record_id, field, max(revision) as revision from cells
    where earlier is distinct from value group by record_id, field)
  select l.record_id, c.model, l.field, l.revision, v.cause,
    case when v.id is null then c.created_actor_kind else v.actor_kind end as actor_kind,
    case when v.id is null then c.created_actor_id else v.actor_id end as actor_id,
    case when v.id is null then c.created_run_id else v.run_id end as run_id,
    coalesce(v.replaced_at, c.created_at) as at
  from latest l join chosen c on c.id = l.record_id
  left join record_version v on v.record_id = l.record_id and v.revision = l.revision - 1`;
