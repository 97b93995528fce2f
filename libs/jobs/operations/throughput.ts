import type { Sql } from './sql.js';

interface Count {
  runs: number;
  failures: number;
}

/** Runs of every process, counted in slots of ten seconds and kept for an hour. */
export class Throughput {
  #counts = new Map<string, Count>();

  constructor(private readonly sql: Sql) {}

  count(task: string, succeeded: boolean): void {
    const count = this.#counts.get(task) ?? { runs: 0, failures: 0 };
    count.runs += 1;
    if (!succeeded) count.failures += 1;
    this.#counts.set(task, count);
  }

  async flush(): Promise<void> {
    if (this.#counts.size === 0) return;
    const rows = [...this.#counts].map(([task, count]) => ({ task, ...count }));
    this.#counts = new Map();
    await this.sql(
      `insert into job_throughput as t (slot, task, runs, failures)
       select date_bin('10 seconds', now(), 'epoch'), r.task, r.runs, r.failures
       from json_to_recordset(?::json) as r (task text, runs int, failures int) order by r.task
       on conflict (slot, task) do update set runs = t.runs + excluded.runs, failures = t.failures + excluded.failures`,
      [JSON.stringify(rows)],
    );
    await this.sql(`delete from job_throughput where slot < now() - interval '1 hour'`);
  }

  async lastMinute(): Promise<Map<string, Count>> {
    const rows = await this.sql<Count & { task: string }>(
      `select task, sum(runs)::int as runs, sum(failures)::int as failures from job_throughput
       where slot > now() - interval '1 minute' group by task`,
    );
    return new Map(rows.map(({ task, ...count }) => [task, count]));
  }
}
