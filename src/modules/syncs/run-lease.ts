import type { EntityManager } from '@mikro-orm/postgresql';
import { type Checkpoint, doneOf, type RunControl } from './engine/index.js';
import { paceSql } from './run-pace.js';

/**
 * How long a silent process keeps a run, and how often a live one says so. After a kill -9 the run is free within
 * `seconds` and taken up by the next sweep.
 */
export const lease = { seconds: 15, heartbeatMs: 5_000 } as const;

/** Somebody else has the run now. Whoever gets this stops at once and writes nothing more. */
export class LeaseLost extends Error {
  constructor(runId: string) {
    super(`The lease of run ${runId} was lost`);
    this.name = 'LeaseLost';
  }
}

export interface TakenLease {
  readonly id: string;
  readonly fence: number;
}

/** Takes a run that is due and that nobody holds; null when there is none. A lease runs by the database's clock. */
export const takeLease = async (em: EntityManager, syncId: string, now: Date): Promise<TakenLease | null> => {
  const rows: { id: string; lease_fence: string }[] = await em.execute(
    `update sync_run set status = 'running', lease_fence = lease_fence + 1, resume_at = null,
       lease_until = now() + make_interval(secs => ?), started_at = coalesce(started_at, now())
     where sync_id = ? and status in ('queued', 'running')
       and (resume_at is null or resume_at <= ?) and (lease_until is null or lease_until < now())
     returning id, lease_fence`,
    [lease.seconds, syncId, now],
  );
  const row = rows[0];
  return row ? { id: row.id, fence: Number(row.lease_fence) } : null;
};

/** Where the run is, and what somebody asked of it meanwhile. */
export interface KeptLease {
  readonly control: RunControl;
  readonly phase: string;
}

export const keepLease = async (
  em: EntityManager,
  runId: string,
  fence: number,
): Promise<KeptLease | 'lost'> => {
  const rows: KeptLease[] = await em.execute(
    `update sync_run set lease_until = now() + make_interval(secs => ?)
     where id = ? and lease_fence = ? and status = 'running'
     returning control, checkpoint ->> 'phase' as phase`,
    [lease.seconds, runId, fence],
  );
  return rows[0] ?? 'lost';
};

/** In the transaction of the work it speaks of; refuses when the lease went to somebody else. */
export const saveCheckpoint = async (
  em: EntityManager,
  runId: string,
  fence: number,
  checkpoint: Checkpoint,
): Promise<void> => {
  const done = doneOf(checkpoint.counts);
  const rows: unknown[] = await em.execute(
    `update sync_run set checkpoint = ?::jsonb, attempts = 0, progress_at = now(), pace = ${paceSql},
       lease_until = now() + make_interval(secs => ?)
     where id = ? and lease_fence = ? and status = 'running' returning id`,
    [JSON.stringify(checkpoint), done, done, lease.seconds, runId, fence],
  );
  if (rows.length === 0) throw new LeaseLost(runId);
};
