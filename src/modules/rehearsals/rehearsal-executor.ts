import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganizationScope } from '#database';
import { parseLane, Task, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock } from '#kernel';
import { Pulse, type Taken, takeLease } from './rehearsal-lease.js';
import { RehearsalQueue } from './rehearsal-queue.js';
import { maxAttempts, RehearsalSettlement } from './rehearsal-settlement.js';
import { type RehearsalOutcome, RehearsalWork } from './rehearsal-work.js';
import { Rehearsal } from './rehearsal.entity.js';

/** Executes rehearsals. One whose process died begins anew: it has no effects that would have to be gone on from. */
@Task('rehearsals.run')
@Injectable()
export class RehearsalExecutor implements TaskHandler {
  private readonly logger = new Logger('rehearsals');

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly work: RehearsalWork,
    private readonly settlement: RehearsalSettlement,
    private readonly queue: RehearsalQueue,
    private readonly clock: Clock,
  ) {}

  due(): Promise<string[]> {
    return this.queue.due();
  }

  providerOf(lane: string): Promise<string | null> {
    return this.queue.providerOf(lane);
  }

  run(lane: string, { signal }: { signal: AbortSignal }): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    const actor = { kind: 'system', id: 'rehearsals.run' } as const;
    return this.scope.run(organizationId, actor, () => this.next(id, signal));
  }

  private async next(id: string, signal: AbortSignal): Promise<TaskOutcome> {
    const taken = await takeLease(this.em, id, this.clock.now());
    if (!taken) return 'done';
    const outcome = await this.underLease(taken, signal);
    if (await this.settlement.settle(taken, outcome)) return this.settlement.again(id);
    this.logger.warn({ rehearsal: id }, 'another process has taken the rehearsal over');
    return 'done';
  }

  private async underLease(taken: Taken, outer: AbortSignal): Promise<RehearsalOutcome> {
    const pulse = new Pulse(this.em, taken);
    const rehearsal = await this.em.findOneOrFail(Rehearsal, { id: taken.id }, { refresh: true });
    if (rehearsal.attempts > maxAttempts) return givenUp;
    const heart = pulse.keep((ms, stopped) =>
      sleep(ms, undefined, { signal: stopped }).catch(() => undefined),
    );
    try {
      return await this.work.execute(rehearsal, pulse, AbortSignal.any([outer, pulse.signal]));
    } finally {
      pulse.stop();
      await heart;
    }
  }
}

/** It took every process that began it down with it, so nobody begins it again. */
const givenUp: RehearsalOutcome = {
  end: {
    kind: 'failed',
    code: 'interrupted',
    detail: `It was begun ${maxAttempts} times and never finished.`,
  },
  result: null,
  suspects: null,
};
