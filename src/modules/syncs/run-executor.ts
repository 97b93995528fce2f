import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { type DeadWork, parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock } from '#kernel';
import { FailedRuns } from './failed-runs.js';
import { LeaseLost, takeLease } from './run-lease.js';
import { RunSettlement } from './run-settlement.js';
import { RunQueue } from './run-queue.js';
import { RunWatch } from './run-watch.js';
import { RunWork } from './run-work.js';

/** Executes runs: takes the lease, lets it work, settles what became of it. */
@Task('syncs.run')
@Injectable()
export class RunExecutor implements TaskHandler {
  private readonly logger = new Logger('syncs');

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly work: RunWork,
    private readonly watch: RunWatch,
    private readonly settlement: RunSettlement,
    private readonly queue: RunQueue,
    private readonly failed: FailedRuns,
    private readonly clock: Clock,
  ) {}

  get dead(): DeadWork {
    return this.failed.work;
  }

  /** Lanes whose run waits, or whose process died: the sweeper wakes them. */
  due(): Promise<string[]> {
    return this.queue.due();
  }

  providerOf(lane: string): Promise<string | null> {
    return this.queue.providerOf(lane);
  }

  run(lane: string, { signal }: { signal: AbortSignal }): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, { kind: 'system', id: 'syncs.run' }, () => this.next(id, signal));
  }

  private async next(syncId: string, signal: AbortSignal): Promise<TaskOutcome> {
    const taken = await takeLease(this.em, syncId, this.clock.now());
    if (!taken) return 'done';
    try {
      const outcome = await this.watch.during(taken, signal, raised =>
        this.work.execute(syncId, taken.id, raised),
      );
      return await this.settlement.settle(taken.id, taken.fence, outcome);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      this.logger.warn({ run: taken.id }, 'another process has taken the run over');
      return 'done';
    }
  }
}
