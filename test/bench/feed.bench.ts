import 'reflect-metadata';
import { loadavg } from 'node:os';
import { PageCursor } from '#kernel';
import { quantile, startShelfBench } from './shelf-bench.js';

/*
 * A page of the record feed (100 records from somewhere in it, over HTTP) with 10,000 and with 1,000,000 records in the
 * organization: whole, of one sync, and those in conflict alone, which are one in ten. Target: p50 grows by no
 * more than 1.3 times. Run: npm run bench -- feed, or tsc -p . && node dist/test/bench/feed.bench.js [times] [requests]
 */
const few = 10_000;
const times = Number(process.argv[2] ?? 100);
const requests = Number(process.argv[3] ?? 300);

const bench = await startShelfBench([`${few}x500`]);
const { acme, database } = bench;
const sync = await bench.synced(`${few}x500`);

/** One record in ten, so that there is a whole page of them in the small feed too. */
const clash = `update record set state = 'conflict' where feed_position % 10 = 7`;
await database.query(clash);
await database.query('vacuum analyze record');

/** The same records again and again, further on in the feed. */
const multiply = async (): Promise<void> => {
  const { rows } = await database.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = 'record'
       and is_generated = 'NEVER' order by ordinal_position`,
  );
  const changed: Readonly<Record<string, string>> = {
    id: 'uuidv7()',
    remote_id: `remote_id || '-' || copy`,
    feed_position: `feed_position + copy * ${few}`,
  };
  const names = rows.map(({ name }) => name);
  await database.query('set session_replication_role = replica');
  // Copy after copy, so that what is near in the feed is near on the disk, as when records come one after the other.
  for (let copy = 1; copy < times; copy += 1) {
    await database.query(
      `insert into record (${names.join(', ')})
       select ${names.map(name => changed[name]?.replace('copy', String(copy)) ?? name).join(', ')}
       from record where feed_position <= ${few} order by feed_position`,
    );
  }
  await database.query('update record_feed set position = position * $1', [times]);
  await database.query('vacuum analyze record');
};

const filters = { whole: '', sync: `&syncId=${sync.id}`, conflicts: '&state=conflict' };

const measure = async (records: number): Promise<Record<string, { p50: number; p99: number }>> => {
  const found: Record<string, { p50: number; p99: number }> = {};
  for (const [name, filter] of Object.entries(filters)) {
    const took: number[] = [];
    for (let index = 0; index < requests + 50; index += 1) {
      // Far enough from the end for a whole page of conflicts, where there are so many.
      const position = Math.floor(Math.random() * Math.max(1, records * 0.85));
      const cursor = PageCursor.encode([position]);
      const began = performance.now();
      await acme.owner.get(acme.at(`/records?limit=100&cursor=${cursor}${filter}`));
      if (index >= 50) took.push(performance.now() - began);
    }
    found[name] = { p50: round(quantile(took, 0.5)), p99: round(quantile(took, 0.99)) };
  }
  return found;
};

interface PlanNode {
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}
interface Plan {
  readonly 'Execution Time': number;
  readonly Plan: PlanNode;
}

const indexesOf = ({ 'Index Name': name, Plans: below = [] }: PlanNode): string[] => [
  ...(name === undefined ? [] : [name]),
  ...below.flatMap(indexesOf),
];

/** The page in the database alone, as the serving role under row-level security: busy machines change it less. */
const inDatabase = async (records: number): Promise<Record<string, object>> => {
  const found: Record<string, object> = {};
  const conditions = { whole: '', sync: `and sync_id = '${sync.id}'`, conflicts: `and state = 'conflict'` };
  await database.query('begin');
  await database.query('set local role causeway_app');
  await database.query(`select set_config('app.organization_id', $1, true)`, [acme.id]);
  for (const [name, condition] of Object.entries(conditions)) {
    const plans: Plan[] = [];
    for (let index = 0; index < requests; index += 1) {
      const { rows } = await database.query<{ 'QUERY PLAN': Plan[] }>(
        `explain (analyze, format json) select * from record where feed_position > $1 ${condition}
         order by feed_position limit 101`,
        [Math.floor(Math.random() * records * 0.85)],
      );
      plans.push(...(rows[0]?.['QUERY PLAN'] ?? []));
    }
    const p50Ms = round(
      quantile(
        plans.map(plan => plan['Execution Time']),
        0.5,
      ),
    );
    found[name] = {
      p50Ms,
      indexes: [...new Set(plans.flatMap(plan => indexesOf(plan.Plan)))],
    };
  }
  await database.query('rollback');
  return found;
};

const round = (value: number): number => Math.round(value * 100) / 100;

const small = await measure(few);
console.log(JSON.stringify({ records: few, ...small, load: loadavg()[0] }));
console.log(JSON.stringify({ records: few, inDatabase: await inDatabase(few) }));
await multiply();
const large = await measure(few * times);
console.log(JSON.stringify({ records: few * times, ...large, load: loadavg()[0] }));
console.log(JSON.stringify({ records: few * times, inDatabase: await inDatabase(few * times) }));
for (const name of Object.keys(filters)) {
  console.log(`${name}: p50 grows ${round((large[name]?.p50 ?? 0) / (small[name]?.p50 ?? 1))} times`);
}
await bench.stop();
