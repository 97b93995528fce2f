import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { RecordRow } from '#records';
import type { Undo, UndoItem } from './undo.entity.js';
import type { UndoItemView, UndoView } from './undo.dto.js';

interface Tally {
  readonly status: UndoItem['status'];
  readonly action: UndoItem['action'];
  readonly count: number;
}

/** Shows undos with their counts. */
@Injectable()
export class UndoViews {
  constructor(private readonly em: EntityManager) {}

  async of(undo: Undo): Promise<UndoView> {
    const tallies = await this.tallies(undo.id);
    const sum = (fits: (tally: Tally) => boolean): number =>
      tallies.filter(fits).reduce((total, { count }) => total + count, 0);
    const done = (action: Tally['action']): number =>
      sum(tally => tally.action === action && (tally.status === 'undone' || tally.status === 'partly'));
    return {
      ...facts(undo),
      progress: { done: sum(({ status }) => status !== 'pending'), expected: sum(() => true) },
      counts: countsOf(tallies),
      actions: { create: done('create'), change: done('change'), delete: done('delete') },
      outgoing: undo.dryRun ? { waiting: 0, refused: 0 } : await this.outgoing(undo.id),
    };
  }

  async items(items: readonly UndoItem[]): Promise<ReadonlyMap<string, UndoItemView>> {
    const ids = items.map(({ recordId }) => recordId);
    const records = await this.em.find(RecordRow, { id: { $in: ids } }, { refresh: true });
    const errors = new Map(records.map(({ id, pushError }) => [id, pushError ?? null]));
    return new Map(items.map(item => [item.id, viewItem(item, errors.get(item.recordId) ?? null)]));
  }

  private tallies(undoId: string): Promise<Tally[]> {
    return this.em
      .getContext()
      .execute(
        'select status, action, count(*)::int as count from undo_item where undo_id = ? group by 1, 2',
        [undoId],
      );
  }

  private async outgoing(undoId: string): Promise<UndoView['outgoing']> {
    const rows: UndoView['outgoing'][] = await this.em.getContext().execute(
      `select count(*) filter (where r.push_error is null)::int as waiting,
         count(*) filter (where r.push_error is not null)::int as refused
       from undo_item i join record r on r.id = i.record_id
       where i.undo_id = ? and i.status in ('undone', 'partly') and r.state = 'dirty'`,
      [undoId],
    );
    return { waiting: rows[0]?.waiting ?? 0, refused: rows[0]?.refused ?? 0 };
  }
}

const countsOf = (tallies: readonly Pick<Tally, 'status' | 'count'>[]): UndoView['counts'] => {
  const of = (wanted: Tally['status']): number =>
    tallies.filter(({ status }) => status === wanted).reduce((total, { count }) => total + count, 0);
  return {
    undone: of('undone'),
    partly: of('partly'),
    refused: of('refused'),
    unneeded: of('unneeded'),
  };
};

const facts = (undo: Undo) => ({
  id: undo.id,
  syncId: undo.syncId,
  runId: undo.runId ?? null,
  ofUndoId: undo.ofUndoId ?? null,
  dryRun: undo.dryRun,
  status: undo.status,
  undoneBy: undo.undoneBy ?? null,
  actor: { kind: undo.actorKind, id: undo.actorId },
  createdAt: undo.createdAt.toISOString(),
  startedAt: undo.startedAt?.toISOString() ?? null,
  finishedAt: undo.finishedAt?.toISOString() ?? null,
});

const viewItem = (item: UndoItem, error: { code: string; detail: string } | null): UndoItemView => ({
  id: item.id,
  recordId: item.recordId,
  status: item.status,
  action: item.action ?? null,
  fields: [...item.fields],
  code: item.code ?? null,
  detail: item.detail ?? null,
  pushError: error && item.status !== 'refused' ? { code: error.code, detail: error.detail } : null,
});
