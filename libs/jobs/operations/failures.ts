import type { Sql } from './sql.js';
import type { Standing } from './standing.js';

export interface FailingLane {
  readonly lane: string;
  readonly failures: number;
  readonly lastError: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly nextAt: string;
}

const longestError = 500;
const longestBackoffMs = 10 * 60_000;

/** Lanes whose last run threw. Each failure doubles the time until the next attempt; a success forgets them all. */
export class Failures {
  /** Of this process; what others noted is in the tables, which are read every second. */
  readonly #noted = new Set<string>();

  constructor(
    private readonly sql: Sql,
    private readonly standing: Standing,
  ) {}

  /** Answers how long to wait before the next attempt. */
  async note(
    { task, lane }: { task: string; lane: string },
    error: unknown,
    retryMs: number,
  ): Promise<number> {
    const text = (error instanceof Error ? error.message : String(error)).replaceAll('\u0000', '');
    const [row] = await this.sql<{ wait: number }>(
      `insert into job_failure as f (task, lane, failures, last_error, first_at, last_at, next_at)
       values (?, ?, 1, ?, now(), now(), now() + make_interval(secs => ?))
       on conflict (task, lane) do update set failures = f.failures + 1, last_error = excluded.last_error, last_at = now(),
         next_at = now() + make_interval(secs => least(?, ? * power(2, least(f.failures, 30))))
       returning extract(epoch from next_at - now())::float8 * 1000 as wait`,
      [task, lane, text.slice(0, longestError), retryMs / 1000, longestBackoffMs / 1000, retryMs / 1000],
    );
    this.#noted.add(`${task}:${lane}`);
    return row?.wait ?? retryMs;
  }

  /** Asks the database only if the lane is known to fail. */
  async forget(task: string, lane: string): Promise<void> {
    if (!this.#noted.delete(`${task}:${lane}`) && !this.standing.isFailing(task, lane)) return;
    await this.sql('delete from job_failure where task = ? and lane = ?', [task, lane]);
  }

  async list(task: string, limit: number, after: string | null): Promise<FailingLane[]> {
    return this.sql<FailingLane>(
      `select lane, failures, last_error as "lastError", ${time('first_at')} as "firstAt", ${time('last_at')} as "lastAt",
         ${time('next_at')} as "nextAt"
       from job_failure where task = ? and (?::text is null or lane > ?) order by lane limit ?`,
      [task, after, after, limit],
    );
  }

  async counts(): Promise<Map<string, number>> {
    const rows = await this.sql<{ task: string; count: number }>(
      'select task, count(*)::int as count from job_failure group by task',
    );
    return new Map(rows.map(row => [row.task, row.count]));
  }
}

const time = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
