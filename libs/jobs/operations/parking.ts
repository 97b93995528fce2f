import type { TaskHandler } from '../task.js';
import type { Sql } from './sql.js';
import type { Standing } from './standing.js';

interface Parked {
  readonly task: string;
  readonly lane: string;
  /** As text, for it is compared to the microsecond. */
  readonly parked_at: string;
}

const batch = 1000;

/** Wake-ups of what is paused are written down instead of run, and given again when no pause holds them any more. */
export class Parking {
  constructor(
    private readonly sql: Sql,
    private readonly standing: Standing,
  ) {}

  /** Answers whether the lane is paused, in which case its wake-up is kept. */
  async hold(task: string, lane: string, handler: TaskHandler): Promise<boolean> {
    await this.standing.ensure();
    const provider = this.standing.pausesProviders ? ((await handler.providerOf?.(lane)) ?? null) : null;
    const isPaused =
      this.standing.isPaused('task', task) ||
      this.standing.isPaused('organization', organizationOf(lane)) ||
      (provider !== null && this.standing.isPaused('provider', provider));
    if (isPaused) await this.#park(task, lane, provider);
    return isPaused;
  }

  /**
   * Wakes first and forgets afterwards: a crash in between wakes twice, which is harmless. A lane that is parked anew
   * meanwhile has another time and stays.
   */
  async release(wakeAll: (task: string, lanes: string[]) => Promise<void>): Promise<void> {
    const parked = await this.sql<Parked>(
      `select task, lane, parked_at::text from job_parked p
       where not exists (select from job_pause q where (q.kind = 'task' and q.key = p.task)
         or (q.kind = 'provider' and q.key = p.provider)
         or (q.kind = 'organization' and q.key = split_part(p.lane, '/', 1)))
       order by parked_at limit ${batch}`,
    );
    const byTask = Map.groupBy(parked, row => row.task);
    for (const [task, rows] of byTask)
      await wakeAll(
        task,
        rows.map(row => row.lane),
      );
    if (parked.length === 0) return;
    await this.sql(
      `delete from job_parked p using json_to_recordset(?::json) as r (task text, lane text, parked_at timestamptz)
       where p.task = r.task and p.lane = r.lane and p.parked_at = r.parked_at`,
      [JSON.stringify(parked)],
    );
    if (parked.length === batch) await this.release(wakeAll);
  }

  async #park(task: string, lane: string, provider: string | null): Promise<void> {
    await this.sql(
      `insert into job_parked (task, lane, provider, parked_at) values (?, ?, ?, clock_timestamp())
       on conflict (task, lane) do update set provider = excluded.provider, parked_at = excluded.parked_at`,
      [task, lane, provider],
    );
  }
}

export const organizationOf = (lane: string): string => lane.split('/', 1)[0] ?? lane;
