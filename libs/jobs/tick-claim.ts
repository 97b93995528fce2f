import type { EntityManager } from '@mikro-orm/postgresql';

export interface TickClaim {
  /** This caller, and no other in this interval, is to run the tick. */
  readonly won: boolean;
  /** How long until the next interval begins. */
  readonly waitMs: number;
}

/**
 * Compare-and-set on `job_tick.last_run_at`. Only the database's clock counts, so the processes' clocks may differ; a
 * time far in the future means that it was set back, and is overwritten. (A little in the future is another process's
 * claim that committed while this statement waited for its row.)
 */
export const claimTick = async (em: EntityManager, name: string, everyMs: number): Promise<TickClaim> => {
  const won = await em.execute<object[]>(
    `insert into job_tick as t (name, last_run_at) values (?, now())
     on conflict (name) do update set last_run_at = excluded.last_run_at
     where t.last_run_at <= now() - make_interval(secs => ?) or t.last_run_at > now() + interval '1 minute'
     returning name`,
    [name, everyMs / 1000],
  );
  if (won.length > 0) return { won: true, waitMs: everyMs };
  const [row] = await em.execute<{ wait: number }[]>(
    `select extract(epoch from last_run_at - now())::float8 * 1000 + ? as wait from job_tick where name = ?`,
    [everyMs, name],
  );
  return { won: false, waitMs: Math.min(Math.max(Math.ceil(row?.wait ?? 0), 1), everyMs) };
};
