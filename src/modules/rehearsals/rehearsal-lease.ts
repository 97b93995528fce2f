import type { EntityManager } from '@mikro-orm/postgresql';
import type { RehearsalProgress } from './rehearsal.entity.js';

/** How long a silent process keeps a rehearsal, and how often a live one tells how far it is. */
const lease = { seconds: 15, heartbeatMs: 500 } as const;

export interface Taken {
  readonly id: string;
  readonly fence: number;
}

/** Takes it when it is due and nobody holds it; null otherwise. A lease runs by the database's clock. */
export const takeLease = async (em: EntityManager, id: string, now: Date): Promise<Taken | null> => {
  const rows: { id: string; lease_fence: string }[] = await em.execute(
    `update rehearsal set status = 'running', lease_fence = lease_fence + 1, resume_at = null,
       attempts = attempts + 1, lease_until = now() + make_interval(secs => ?),
       started_at = coalesce(started_at, now())
     where id = ? and status in ('queued', 'running')
       and (resume_at is null or resume_at <= ?) and (lease_until is null or lease_until < now())
     returning id, lease_fence`,
    [lease.seconds, id, now],
  );
  const row = rows[0];
  return row ? { id: row.id, fence: Number(row.lease_fence) } : null;
};

/** Says that it is alive and how far; answers what is asked of it, null when somebody else has it now. */
const beat = async (
  em: EntityManager,
  { id, fence }: Taken,
  progress: RehearsalProgress,
): Promise<'run' | 'cancel' | null> => {
  const rows: { control: 'run' | 'cancel' }[] = await em.execute(
    `update rehearsal set lease_until = now() + make_interval(secs => ?), progress = ?::jsonb
     where id = ? and lease_fence = ? and status = 'running' returning control`,
    [lease.seconds, JSON.stringify(progress), id, fence],
  );
  return rows[0]?.control ?? null;
};

/** What a rehearsal under way shares with its heartbeat. */
export class Pulse {
  progress: RehearsalProgress = { phase: 'pull', done: 0, expected: null };
  control: 'run' | 'cancel' = 'run';
  private readonly lost = new AbortController();
  private readonly ended = new AbortController();

  constructor(
    private readonly em: EntityManager,
    private readonly taken: Taken,
  ) {}

  /** Raised when another process has it. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Runs beside the work until `stop`. */
  async keep(sleep: (ms: number, signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!this.ended.signal.aborted && !this.lost.signal.aborted) {
      // A database that is away for a moment: the lease lasts longer than several of these.
      const control = await beat(this.em.fork(), this.taken, this.progress).catch(() => this.control);
      if (control === null) this.lost.abort();
      else this.control = control;
      await sleep(lease.heartbeatMs, this.ended.signal);
    }
  }

  stop(): void {
    this.ended.abort();
  }
}
