import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '#kernel';
import { createTestDatabase, type TestDatabase } from '#support';
import { feedSql, placeSql } from '../../libs/webhooks/events/fan-out-slice.js';
import { ofSync } from '../../src/modules/records/index.js';

/*
 * The planner's statistics are of before an organization came: it is new, and its records are many. What is looked for by
 * name is nevertheless found by name, and not among all that the organization has.
 */
const [old, fresh] = [newId(), newId()];
const sync = newId();
let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let wanted: { id: string; remote_id: string }[];

const fill = (organizationId: string, syncId: string, count: number) =>
  superuser.query(
    `insert into record (id, organization_id, sync_id, model, fields, remote_id, deleted, staged, unanswered, state,
       revision, feed_position, created_at, updated_at)
     select uuidv7(), $1, $2, 'event', jsonb_build_object('title', repeat('x', 1000)), 'r' || g, false, false, '[]', 'clean', 1, g, now(), now()
     from generate_series(1, $3::int) g`,
    [organizationId, syncId, count],
  );

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client(database.superuser);
  app = new pg.Client(database.app);
  await Promise.all([superuser.connect(), app.connect()]);
  // Neither sync nor organization are there: it is about plans.
  await superuser.query('set session_replication_role = replica');
  await superuser.query('alter table record set (autovacuum_enabled = false)');
  await fill(old, newId(), 10_000);
  await superuser.query('vacuum analyze record');
  await fill(fresh, sync, 3_000);
  await app.query(`select set_config('app.organization_id', $1, false)`, [fresh]);
  const found = await app.query<{ id: string; remote_id: string }>(
    'select id, remote_id from record order by feed_position desc limit 20',
  );
  wanted = found.rows;
});
afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await database.drop();
});

interface Node {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}
interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Node }];
}

/** The most rows that any step of a statement touched. */
const touched = (node: Node): number =>
  Math.max(
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    ...(node.Plans ?? []).map(touched),
  );
const rowsTouched = async (sql: string): Promise<number> => {
  const { rows } = await app.query<Explained>(`explain (analyze, format json) ${sql}`);
  return touched(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Actual Rows': Infinity, 'Actual Loops': 1 });
};

const ids = (): string[] => wanted.map(({ id }) => id);
const list = (values: readonly string[]): string => `jsonb_array_elements_text('${JSON.stringify(values)}')`;

describe('records of an organization that the statistics do not know', () => {
  it('are found by their ids', async () => {
    const quoted = ids().map(id => `'${id}'`);
    expect(await rowsTouched(`select * from record where id = ${quoted[0]}`)).toBeLessThanOrEqual(20);
    expect(await rowsTouched(`select * from record where id in (${quoted.join(',')})`)).toBeLessThanOrEqual(
      20,
    );
    const chosen = `select * from record where id in (select ${list(ids())}::uuid) order by id for update`;
    expect(await rowsTouched(chosen)).toBeLessThanOrEqual(20);
  });

  it('are found by the names that the provider gave them, within their sync', async () => {
    const names = list(wanted.map(({ remote_id: name }) => name));
    const chosen = `${ofSync.replace('?', `'${sync}'`)} and remote_id in (select ${names})`;
    expect(await rowsTouched(`select * from record where ${chosen} order by id`)).toBeLessThanOrEqual(20);
  });
});

it('takes events that wait in their order, however many there are', async () => {
  await superuser.query('alter table event set (autovacuum_enabled = false)');
  await superuser.query('insert into event_feed (id, organization_id, position) values ($1, $2, 0)', [
    newId(),
    fresh,
  ]);
  await superuser.query(
    `insert into event (id, organization_id, type, occurred_at, data)
     select uuidv7(), $1, 'record.created', now(), jsonb_build_object('title', repeat('x', 300))
     from generate_series(1, 80000)`,
    [fresh],
  );
  const place = placeSql.replace('?', '500').replace('?', '0');
  await app.query('begin');
  expect(await rowsTouched(place)).toBeGreaterThan(10_000);
  await app.query('rollback');
  await app.query('begin');
  await app.query(feedSql);
  expect(await rowsTouched(place)).toBeLessThanOrEqual(500);
  await app.query('rollback');
});
