import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { parseLane, Task, type TaskContext, type TaskHandler, type TaskOutcome } from '#jobs';
import { mirrorActor } from '#records';
import { RunGate, Sync } from '#syncs';
import type { BySide } from './decisions/index.js';
import { Mirror } from './mirror.entity.js';
import { MirrorQueue, mirrorTask } from './mirror-queue.js';
import { MirrorStep } from './mirror-step.js';
import { MirrorTelling } from './mirror-telling.js';

/** Steps before other lanes get their turn. */
const slice = 8;
const laterMs = 1_000;

/** Moves mirrors, one step one transaction, until nothing is left to do. */
@Task(mirrorTask)
@Injectable()
export class MirrorExecutor implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly queue: MirrorQueue,
    private readonly step: MirrorStep,
    private readonly gate: RunGate,
    private readonly telling: MirrorTelling,
  ) {}

  due(): Promise<string[]> {
    return this.queue.due();
  }

  run(lane: string, context: TaskContext): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, mirrorActor, async () => {
      const outcome = await this.steps(id, context);
      const mirror = await this.find(id);
      if (mirror) await this.telling.syncs(organizationId, mirror);
      return outcome;
    });
  }

  private find(id: string): Promise<Mirror | null> {
    return this.em.findOne(Mirror, { id }, { refresh: true });
  }

  private async steps(id: string, { signal }: TaskContext): Promise<TaskOutcome> {
    for (let steps = 0; steps < slice && !signal.aborted; steps += 1) {
      const mirror = await this.find(id);
      if (mirror?.status !== 'active') return 'done';
      const syncs = await this.syncsOf(mirror);
      if (!(await this.isAllowed(mirror, syncs))) return 'done';
      const { kind } = await this.step.take(mirror, syncs);
      if (kind === 'rest' || kind === 'loop') return 'done';
      if (kind === 'later') return { againInMs: laterMs };
    }
    return 'more';
  }

  private async syncsOf({ syncAId, syncBId }: Mirror): Promise<BySide<Sync>> {
    const sync = (id: string): Promise<Sync> => this.em.findOneOrFail(Sync, { id }, { refresh: true });
    return { a: await sync(syncAId), b: await sync(syncBId) };
  }

  /** Read anew before each step. A connection that is down hinders nobody here: its sync will send what waits. */
  private async isAllowed(mirror: Mirror, syncs: BySide<Sync>): Promise<boolean> {
    for (const sync of [syncs.a, syncs.b]) {
      const refusal = await this.gate.refusal(sync);
      if (refusal?.code.startsWith('consent')) await this.telling.refused(mirror, refusal);
      if (refusal?.code.startsWith('consent') || refusal?.code === 'organization_suspended') return false;
    }
    return true;
  }
}
