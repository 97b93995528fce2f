import type { EntityManager } from '@mikro-orm/postgresql';
import type { Vault } from '#crypto';
import { recordColumns, type RecordRowValues, toSyncRecord } from '#records';
import type { Fields } from '#unified-models';
import { type LinkEnd, type MirrorLink, sides, type SideNow, type Step } from './decisions/index.js';

interface StepRow {
  readonly record_id: string;
  readonly revision: number;
  readonly fields: Fields;
  readonly cause: string;
  readonly run_id: string | null;
  readonly replaced_at: Date | string;
}

const endsOf = (links: readonly MirrorLink[]): LinkEnd[] =>
  links.flatMap(link => sides.flatMap(side => link[side] ?? []));

/** What happened to records since their links last looked; where nothing was agreed yet, it does not matter. */
const stepsSince = async (em: EntityManager, ends: readonly LinkEnd[]): Promise<Map<string, Step[]>> => {
  const agreed = ends.filter(({ base }) => base !== null);
  const since = JSON.stringify(agreed.map(({ recordId, revision }) => ({ id: recordId, revision })));
  const rows: StepRow[] = await em.execute(stepsSql, [since]);
  const steps = new Map<string, Step[]>();
  for (const { record_id: id, run_id, replaced_at, ...row } of rows) {
    const step = { ...row, byRun: run_id !== null, at: new Date(replaced_at) };
    steps.set(id, [...(steps.get(id) ?? []), step]);
  }
  return steps;
};

/** The records of links, locked until commit in the order in which syncs lock theirs. */
export const lockRecords = async (
  em: EntityManager,
  vault: Vault,
  links: readonly MirrorLink[],
): Promise<ReadonlyMap<string, SideNow>> => {
  const ends = endsOf(links);
  const ids = JSON.stringify(ends.map(({ recordId }) => recordId));
  const rows: RecordRowValues[] = await em.execute(
    `select ${recordColumns} from record where id in (select jsonb_array_elements_text(?::jsonb)::uuid)
     order by id for update`,
    [ids],
  );
  const steps = await stepsSince(em, ends);
  const records = await Promise.all(rows.map(row => toSyncRecord(row, vault)));
  return new Map(records.map(record => [record.id, { record, steps: steps.get(record.id) ?? [] }]));
};

const stepsSql = `
  select v.record_id, v.revision, v.fields, v.cause, v.run_id, v.replaced_at
  from jsonb_to_recordset(?::jsonb) as s(id uuid, revision int)
  join record_version v on v.record_id = s.id and v.revision >= s.revision
  order by v.record_id, v.revision`;
