import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { RunCounts } from './engine/index.js';
import { effectiveIntervalOf, quietPollsAfter } from './run-rhythm.js';
import type { SyncRun } from './sync-run.entity.js';
import type { Sync } from './sync.entity.js';

/** Webhooks that came within so many days count as a channel, for vendors that push without subscriptions. */
const webhookDays = 7;

const pushedSql = `
  select exists (
      select from subscription where connection_id = ? and model = ? and container_id = ? and status = 'active')
    or exists (
      select from sync_run where sync_id = ? and trigger = 'webhook'
        and created_at > now() - make_interval(days => ${webhookDays})) as pushed`;

const hasChanged = ({ pulledCreated, pulledUpdated, pulledDeleted, conflicts }: RunCounts): boolean =>
  pulledCreated + pulledUpdated + pulledDeleted + conflicts > 0;

/** After a run: how long until the next poll. In the transaction that settles it, with the sync's row locked. */
@Injectable()
export class RunCadence {
  constructor(private readonly em: EntityManager) {}

  async follow(sync: Sync, { trigger, checkpoint }: SyncRun, now: Date): Promise<void> {
    const isPushed = await this.isPushed(sync);
    const finding = { trigger, hasChanged: hasChanged(checkpoint.counts), isPushed };
    sync.quietPolls = quietPollsAfter(sync.quietPolls, finding);
    const before = sync.effectiveIntervalSeconds ?? sync.intervalSeconds;
    const { intervalSeconds, adaptiveInterval: adaptive, quietPolls } = sync;
    const after = effectiveIntervalOf({ intervalSeconds, adaptive, quietPolls, isPushed });
    sync.effectiveIntervalSeconds = after;
    // Counted from the last poll, not from now: runs that changes ask for must not put the next poll off.
    if (sync.nextRunAt && after !== before) {
      const next = sync.nextRunAt.getTime() + (after - before) * 1000;
      sync.nextRunAt = new Date(Math.max(now.getTime(), next));
    }
  }

  private async isPushed({ id, connectionId, model, containerId }: Sync): Promise<boolean> {
    const rows: { pushed: boolean }[] = await this.em
      .getContext()
      .execute(pushedSql, [connectionId, model, containerId, id]);
    return rows[0]?.pushed ?? false;
  }
}
