import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Audit } from '#audit';
import { OrganizationScope, Outbox } from '#database';
import { laneOf, parseLane, Task, type TaskContext, type TaskHandler, type TaskOutcome } from '#jobs';
import { Clock } from '#kernel';
import { type RecordsWritten, recordsWritten } from '#records';
import { UndoBatch } from './undo-batch.js';
import { Undo } from './undo.entity.js';
import { undoCompleted } from './undo.event-types.js';
import { UndoViews } from './undo-view.js';

/** Batches before other lanes get their turn. */
const slice = 5;

/**
 * Executes undos. What is left to do is in the tables, and a batch is one transaction, so an undo survives the death of
 * its process at any point, and two processes that overlap share the work instead of doing it twice.
 */
@Task('undo.run')
@Injectable()
export class UndoExecutor implements TaskHandler {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly batch: UndoBatch,
    private readonly views: UndoViews,
    private readonly events: EventEmitter2,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async due(): Promise<string[]> {
    const rows = await this.scope.acrossOrganizations('undos that lost their process', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        `select id, organization_id from undo where status <> 'succeeded' order by id limit 1000`,
      ),
    );
    return rows.map(row => laneOf(row.organization_id, row.id));
  }

  run(lane: string, context: TaskContext): Promise<TaskOutcome> {
    const { organizationId, id } = parseLane(lane);
    return this.scope.run(organizationId, { kind: 'system', id: 'undo.run' }, () =>
      this.next(organizationId, id, context),
    );
  }

  private async next(organizationId: string, id: string, { signal }: TaskContext): Promise<TaskOutcome> {
    const undo = await this.em.findOne(Undo, { id }, { refresh: true });
    if (!undo || undo.status === 'succeeded') return 'done';
    await this.begin(undo);
    for (let batches = 0; batches < slice && !signal.aborted; batches += 1) {
      if ((await this.batch.work(undo)) === 0) return this.finish(organizationId, undo);
    }
    return 'more';
  }

  private async begin({ id }: Undo): Promise<void> {
    const startedAt = this.clock.now();
    await this.em.nativeUpdate(Undo, { id, status: 'queued' }, { status: 'running', startedAt });
  }

  /** The provider is told first: should the process die in between, it is told again, which is harmless. */
  private async finish(organizationId: string, { id, syncId, dryRun }: Undo): Promise<TaskOutcome> {
    const event: RecordsWritten = { organizationId, syncId };
    if (!dryRun) await this.events.emitAsync(recordsWritten, event);
    await this.em.transactional(async em => {
      const finishedAt = this.clock.now();
      const where = { id, status: 'running' as const };
      if (!(await em.nativeUpdate(Undo, where, { status: 'succeeded', finishedAt })) || dryRun) return;
      await this.tell(id);
    });
    return 'done';
  }

  private async tell(id: string): Promise<void> {
    const undo = await this.em.findOneOrFail(Undo, { id }, { refresh: true });
    const { counts } = await this.views.of(undo);
    const { syncId, runId = null, ofUndoId = null } = undo;
    const data = { undoId: id, syncId, runId, ofUndoId, counts };
    await this.outbox.publish(undoCompleted, [{ data }]);
    await this.audit.record({
      action: 'undo.completed',
      target: { type: 'undo', id },
      details: { syncId, ...(runId ? { runId } : {}), ...(ofUndoId ? { ofUndoId } : {}), counts },
    });
  }
}
