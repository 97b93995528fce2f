import pg from 'pg';
import { Agent, request } from 'undici';
import { roles } from '#database';
import { BullJobs } from '../../libs/jobs/bull-jobs.js';
import { JobDesk } from '../../libs/jobs/operations/desk.js';
import { postgresEngine } from '../../libs/jobs/postgres-engine.js';
import { redisEngine } from '../../libs/jobs/redis-engine.js';

/** A worker process whose only task posts to a receiver and asks to run again; told by the environment. */
const { BENCH_SOCKET = '', BENCH_REDIS, BENCH_RECEIVER = '', BENCH_PLACES } = process.env;
const at = { host: BENCH_SOCKET, port: 5432, user: roles.app, database: 'hub' };
const pool = new pg.Pool({ ...at, ssl: false, max: 4 });
const sql = async <Row extends object>(statement: string, values: readonly unknown[] = []) => {
  let place = 0;
  const numbered = statement.replaceAll('?', () => `$${(place += 1)}`);
  return (await pool.query<pg.QueryResultRow>(numbered, [...values])).rows as Row[];
};
const dispatcher = new Agent({ connections: 64 });
const handler = {
  run: async (lane: string) => {
    const headers = { 'webhook-id': `${lane}/${process.hrtime.bigint()}` };
    const answer = await request(BENCH_RECEIVER, { method: 'POST', body: '{}', headers, dispatcher });
    await answer.body.dump();
    return 'more' as const;
  },
};
const engine = BENCH_REDIS ? redisEngine(BENCH_REDIS) : postgresEngine(at);
const jobs = new BullJobs(engine, new JobDesk(sql), () => handler, {
  process: true,
  concurrency: Number(BENCH_PLACES),
});
await jobs.start();
process.stdout.write('at work\n');
process.once('SIGTERM', () => void jobs.close().then(() => process.exit(0)));
