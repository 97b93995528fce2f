import pg from 'pg';
import { type Census, type JobState, queueSchema, type StateCount } from './bull-engine.js';

/** Ids begin with their task and go on with their time, so the least is the oldest. */
const counts = `
  select name as task, state::text as state, count(*)::int as count, min(id collate "C") as oldest
  from ${queueSchema}.job where queue in ('lanes', 'alarms') and state in ('waiting', 'active', 'delayed', 'failed')
  group by name, state`;

interface Row {
  readonly task: string;
  readonly state: JobState;
  readonly count: number;
  readonly oldest: string;
}

/** One pass over the queue's rows by the server, on a connection that is there only while somebody asks. */
export class PostgresCensus implements Census {
  readonly #pool: pg.Pool;

  constructor(config: pg.PoolConfig) {
    this.#pool = new pg.Pool({ ...config, max: 1, idleTimeoutMillis: 1000, query_timeout: 5000 });
    this.#pool.on('error', () => undefined); // The next query says the same.
  }

  async take(): Promise<StateCount[]> {
    return (await this.#pool.query<Row>(counts)).rows;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
