import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Clock } from '#kernel';

/** How long a run works before it asks whether others wait, and how often it asks from then on. */
const sliceMs = 5_000;
const askEveryMs = 1_000;
/** A run that is queued for less is about to be taken up anyway. */
const patienceMs = 300;

const waitingSql = `
  select exists (
    select from sync_run where status = 'queued' and sync_id <> ?
      and greatest(waiting_since, coalesce(resume_at, waiting_since)) <= ?
      and (lease_until is null or lease_until < now())) as waits`;

/**
 * Long runs work in slices: one that finds others waiting lets go and queues up behind them, so that nobody waits for
 * a backfill to end. While nobody waits it goes on, as fast as if there were no slices. Who waits may be anybody: the
 * places of a process are shared by all organizations.
 */
@Injectable()
export class RunSlices {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
  ) {}

  /** The slice begins at the first question, which the engine asks once something is done. */
  begin(syncId: string): () => Promise<boolean> {
    let askAt: number | null = null;
    return async () => {
      const now = performance.now();
      askAt ??= now + sliceMs;
      if (now < askAt) return false;
      askAt = now + askEveryMs;
      return this.othersWait(syncId);
    };
  }

  private async othersWait(syncId: string): Promise<boolean> {
    const since = new Date(this.clock.now().getTime() - patienceMs);
    const rows = await this.scope.acrossOrganizations('whether runs wait for a place', em =>
      em.execute<{ waits: boolean }[]>(waitingSql, [syncId, since]),
    );
    return rows[0]?.waits ?? false;
  }
}
