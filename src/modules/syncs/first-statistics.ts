import type { EntityManager } from '@mikro-orm/postgresql';

const looked = new WeakSet<object>();

/**
 * Until somebody has looked at a table, the planner takes a sync for one without rows and reads all of it for each page of
 * remote ids: the first 100,000 records of an installation took three times as long, most of it that. PostgreSQL would look
 * in a minute or two; once there is a page of records, it is asked to.
 */
export const lookAtRecords = async (em: EntityManager): Promise<void> => {
  if (looked.has(em.getDriver())) return;
  const [records] = await em.execute<{ seen: boolean; any: boolean; mayLook: boolean }[]>(recordsSql);
  if (!records?.any) return;
  if (!records.seen && records.mayLook) await em.execute('analyze record');
  looked.add(em.getDriver());
};

/** The privilege is new in PostgreSQL 17; before, it is PostgreSQL's own time. */
const recordsSql = `
  select reltuples > 0 as seen, exists (select from record) as any,
    case when current_setting('server_version_num')::int >= 170000 then has_table_privilege(oid, 'maintain')
      else false end as "mayLook"
  from pg_class where oid = 'record'::regclass`;
