import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { toJsonb } from '#database';
import { Clock } from '#kernel';
import { RecordWriter, type SyncContext, SyncContexts } from '#records';
import { Sync, SyncPurposes } from '#syncs';
import { planUndo, refusals, type Trace, type UndoContext, type UndoPlan } from './decisions/index.js';
import type { Undo } from './undo.entity.js';
import { UndoTraces } from './undo-traces.js';

const batchSize = 100;

/** One batch of an undo, one transaction: records and what became of them are written together. */
@Injectable()
export class UndoBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly traces: UndoTraces,
    private readonly writer: RecordWriter,
    private readonly contexts: SyncContexts,
    private readonly purposes: SyncPurposes,
    private readonly clock: Clock,
  ) {}

  /** Answers how many records it dealt with; fewer than there are, never one twice. */
  async work(undo: Undo): Promise<number> {
    const sync = await this.contexts.of(undo.syncId);
    const context = await this.context(undo, sync);
    return this.em.transactional(async em => {
      const items: { id: string; record_id: string }[] = await em.execute(
        `select id, record_id from undo_item where undo_id = ? and status = 'pending'
         order by id limit ${batchSize} for update`,
        [undo.id],
      );
      const traces = await this.traces.of(
        undo,
        items.map(item => item.record_id),
      );
      const now = this.clock.now();
      const planned = traces.map(trace => ({ trace, plan: planUndo(context, trace, now) }));
      if (!undo.dryRun) await this.write(undo, sync, planned);
      const planOf = new Map(planned.map(({ trace, plan }) => [trace.now.id, plan]));
      const rows = items.map(item => rowOf(item.id, planOf.get(item.record_id)));
      if (rows.length > 0) await em.execute(settleSql, [toJsonb(rows)]);
      return rows.length;
    });
  }

  private async write(undo: Undo, sync: SyncContext, planned: readonly { trace: Trace; plan: UndoPlan }[]) {
    const { syncId, consentId, model, guard } = sync;
    const target = { syncId, consentId, model: model.name, guard, runId: null, undoId: undo.id };
    const mutations = planned.flatMap(({ trace, plan }) =>
      'after' in plan
        ? [{ before: trace.now, after: plan.after, cause: 'undo' as const, superseded: [] }]
        : [],
    );
    await this.writer.write(target, mutations);
  }

  private async context({ syncId }: Undo, { decisions, writable }: SyncContext): Promise<UndoContext> {
    const sync = await this.em.findOneOrFail(Sync, { id: syncId }, { refresh: true });
    const { powers } = await this.purposes.powers(sync);
    const able = { writable, push: powers.includes('push'), delete: powers.includes('delete') };
    return { ...decisions, powers: able };
  }
}

const rowOf = (id: string, plan: UndoPlan = { status: 'unneeded' }) => {
  const kept = 'kept' in plan ? plan.kept : [];
  const code = plan.status === 'refused' ? plan.code : (kept[0]?.code ?? null);
  const names = kept.length > 0 ? ` (${kept.map(({ field }) => field).join(', ')})` : '';
  return {
    id,
    status: plan.status,
    action: 'action' in plan ? plan.action : null,
    fields: 'fields' in plan ? plan.fields : [],
    code,
    detail: code === null ? null : refusals[code] + names,
  };
};

const settleSql = `
  update undo_item i set status = r.status, action = r.action, fields = r.fields, code = r.code, detail = r.detail
  from jsonb_to_recordset(?::jsonb) as r(id uuid, status text, action text, fields jsonb, code text, detail text)
  where i.id = r.id`;
