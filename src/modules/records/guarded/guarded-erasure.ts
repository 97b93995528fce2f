import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { toJsonb } from '#database';
import { blank, withhold } from './withhold.js';
import type { FieldGuard } from './field-guard.js';
import { differingFields, deepEqual } from '../merge/equality.js';
import type { SyncRecord } from '../decisions/record.js';
import type { Mutation, WriteTarget } from '../mutation.js';
import { recordColumns, type RecordRowValues, toSyncRecord } from '../record-rows.js';
import { RecordWriter } from '../record-writer.js';

export type ErasureTarget = WriteTarget & { readonly guard: FieldGuard };

export interface Erased {
  readonly records: number;
  readonly versions: number;
  readonly conflicts: number;
}

const batch = 200;

/**
 * Takes values out of everything that is kept of a sync: records with their bases and payloads, open and settled
 * conflicts, history. Nothing of it is a change that a provider would be told. Safe to repeat; a batch is one
 * transaction, so a large sync is never locked as a whole.
 */
@Injectable()
export class GuardedErasure {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly writer: RecordWriter,
  ) {}

  async erase(target: ErasureTarget, names: readonly string[]): Promise<Erased> {
    let records = 0;
    for (let after: string | null = null; ;) {
      const done = await this.em.transactional(() => this.page(target, names, after));
      records += done.erased;
      after = done.last;
      if (after === null) break;
    }
    return { records, ...(await this.em.transactional(() => this.traces(target, names))) };
  }

  private async page(target: ErasureTarget, names: readonly string[], after: string | null) {
    const rows: RecordRowValues[] = await this.em.getContext().execute(
      `select ${recordColumns} from record where sync_id = ? and (?::uuid is null or id > ?::uuid)
       order by id limit ${batch} for update`,
      [target.syncId, after, after],
    );
    const records = await Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
    const mutations = records.flatMap(record => stepOf(target.guard, record, names));
    await this.writer.write(target, mutations);
    return { erased: mutations.length, last: rows.length < batch ? null : (rows.at(-1)?.id ?? null) };
  }

  private async traces({ syncId, guard }: ErasureTarget, names: readonly string[]) {
    const blanks = toJsonb(blank(guard.decisions.model, {}, names));
    const list = JSON.stringify(names);
    const em = this.em.getContext();
    const versions: object[] = await em.execute(versionsSql, [blanks, list, syncId, blanks, list]);
    const conflicts: object[] = await em.execute(conflictsSql, [
      ...[blanks, blanks, blanks, list, blanks, list],
      syncId,
      ...[blanks, blanks, blanks],
    ]);
    await em.execute(pushesSql, [list, syncId, list]);
    return { versions: versions.length, conflicts: conflicts.length };
  }
}

/** A reader notices what is gone from the fields; the rest is bookkeeping. */
const stepOf = (guard: FieldGuard, before: SyncRecord, names: readonly string[]): Mutation[] => {
  const bare = withhold(guard, before, names);
  if (deepEqual(plain(before), plain(bare))) return [];
  const isVisible = differingFields(guard.decisions.model, before.fields, bare.fields).length > 0;
  const revision = isVisible ? Math.max(bare.revision, before.revision + 1) : bare.revision;
  return [{ before, after: { ...bare, revision }, cause: 'withheld', superseded: [] }];
};

const plain = ({ fields, base, remote, conflict, unanswered }: SyncRecord) => ({
  ...{ fields, base, conflict, unanswered },
  data: remote?.data ?? null,
  version: remote?.version ?? null,
});

const without = (list: string, key: string): string => `coalesce((
    select jsonb_agg(entry) from jsonb_array_elements(${list}) entry
    where not ?::jsonb @> jsonb_build_array(entry -> '${key}')), '[]'::jsonb)`;

const versionsSql = `
  update record_version v set fields = v.fields || ?::jsonb, superseded = ${without('v.superseded', 'field')}
  from record r
  where r.id = v.record_id and r.sync_id = ?
    and (not v.fields @> ?::jsonb or exists (
      select 1 from jsonb_array_elements(v.superseded) entry where ?::jsonb @> jsonb_build_array(entry -> 'field')))
  returning v.id`;

const pushesSql = `
  update record_push p set overwrote = p.overwrote - array(select jsonb_array_elements_text(?::jsonb))
  from record r
  where r.id = p.record_id and r.sync_id = ?
    and jsonb_exists_any(p.overwrote, array(select jsonb_array_elements_text(?::jsonb)))`;

const conflictsSql = `
  update record_conflict c set base = c.base || ?::jsonb, local = c.local || ?::jsonb, remote = c.remote || ?::jsonb,
    fields = ${without('c.fields', 'field')},
    resolution = case when jsonb_typeof(c.resolution) = 'object' then c.resolution || jsonb_build_object(
      'fields', coalesce(c.resolution -> 'fields', '{}'::jsonb) || ?::jsonb,
      'superseded', ${without(`coalesce(c.resolution -> 'superseded', '[]'::jsonb)`, 'field')}) else c.resolution end
  where c.sync_id = ?
    and (not c.base @> ?::jsonb or not c.local @> ?::jsonb or not c.remote @> ?::jsonb)
  returning c.id`;
