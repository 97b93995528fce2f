import 'reflect-metadata';
import { loadavg } from 'node:os';
import { cpuSeconds } from './processor.js';
import { quantile, startShelfBench } from './shelf-bench.js';

/*
 * Tasks by status, state, section, label, person and week over HTTP, of two syncs with 50,000 tasks each. Target: below
 * 500 ms. The vendor has no tasks, so two syncs of calendars are made syncs of Todoist's tasks in the
 * database.
 * Run: npm run bench -- statistics, or tsc -p . && node dist/test/bench/statistics.bench.js [tasks of a sync] [requests]
 */
const each = Number(process.argv[2] ?? 50_000);
const requests = Number(process.argv[3] ?? 20);
const shelves = ['1x1', '2x1'];

const bench = await startShelfBench(shelves);
const { acme, database } = bench;
for (const shelf of shelves) await bench.synced(shelf);

/** Of the number of a task: one in four has an assignee more, one in three is done, some are late. */
const fields = `jsonb_build_object(
  'title', 'Task ' || n, 'description', repeat('What is to be done. ', 10), 'priority', 'none', 'recurrence', null,
  'status', (array['open', 'in_progress', 'done'])[n % 3 + 1], 'state', (array['Todo', 'Doing', 'Done', 'Review'])[n % 4 + 1],
  'section', 'Section ' || n % 12, 'parentId', null, 'position', n, 'comments', '[]'::jsonb, 'url', null, 'createdBy', null,
  'labels', jsonb_build_array('label ' || n % 40, 'kind ' || n % 7),
  'assignees', case when n % 4 = 0 then jsonb_build_array(jsonb_build_object('id', 'p' || n % 60, 'name', 'Person ' || n % 60, 'email', null))
    else '[]'::jsonb end,
  'due', to_char(now() + (n % 200 - 100) * interval '1 day', 'YYYY-MM-DD'), 'dueAt', null,
  'completedAt', case when n % 3 = 2 then to_char(now() - n % 80 * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end)`;

const fill = async (): Promise<void> => {
  const { rows } = await database.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = 'record'
       and is_generated = 'NEVER' order by ordinal_position`,
  );
  const changed: Readonly<Record<string, string>> = {
    ...{ id: 'uuidv7()', model: `'task'`, remote_id: `'task-' || sync_id || '-' || n`, fields, base: 'null' },
    feed_position: `1000 + n * 2 + (sync_id = (select max(id::text)::uuid from sync))::int`,
  };
  await database.query('set session_replication_role = replica');
  await database.query(`update connection set provider = 'todoist'`);
  await database.query(`update sync set model = 'task'`);
  await database.query(`update consent_record set purpose = 'task_sync'`);
  await database.query(
    `insert into record (${rows.map(({ name }) => name).join(', ')})
     select ${rows.map(({ name }) => changed[name] ?? name).join(', ')}
     from (select distinct on (sync_id) * from record) one, generate_series(1, $1::int) n`,
    [each],
  );
  await database.query(`delete from record where model <> 'task'`);
  await database.query('vacuum analyze');
};

interface Counted {
  readonly total: number;
}

await fill();
const took: number[] = [];
const cpuBefore = cpuSeconds(bench.pid);
for (let index = 0; index < requests; index += 1) {
  const began = performance.now();
  const { total } = await acme.owner.get<Counted>(acme.at('/statistics/tasks'));
  took.push(performance.now() - began);
  if (total !== 2 * each) throw new Error(`${total} of ${2 * each} tasks were counted`);
}
const ms = (value: number): number => Math.round(value);
console.log(
  JSON.stringify({
    tasks: 2 * each,
    firstMs: ms(took[0] ?? 0),
    p50Ms: ms(quantile(took.slice(1), 0.5)),
    longestMs: ms(Math.max(...took.slice(1))),
    hubCpuMs: ms(((cpuSeconds(bench.pid) - cpuBefore) * 1000) / requests),
    load: loadavg()[0],
  }),
);
await bench.stop();
