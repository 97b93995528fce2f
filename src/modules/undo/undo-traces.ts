import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { type PushNote, recordColumns, type RecordRowValues, toSyncRecord } from '#records';
import type { Fields } from '#unified-models';
import type { StepOwner, Trace } from './decisions/index.js';
import { neutralUndos } from './neutral-undos.js';
import { Undo } from './undo.entity.js';

interface StepRow {
  readonly record_id: string;
  readonly revision: number;
  readonly fields: Fields;
  readonly deleted: boolean;
  readonly cause: string;
  readonly run_id: string | null;
  readonly undo_id: string | null;
}

interface PushRow {
  readonly record_id: string;
  readonly kind: PushNote['kind'];
  readonly revision: number;
  readonly overwrote: Fields | null;
}

type OwnerOf = (row: StepRow) => StepOwner;

/** Reads what the subject of an undo did to some records, and what happened to them since; locks them until commit. */
@Injectable()
export class UndoTraces {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
  ) {}

  async of(undo: Undo, recordIds: readonly string[]): Promise<Trace[]> {
    const ids = JSON.stringify(recordIds);
    const em = this.em.getContext();
    const rows: (RecordRowValues & { created_run_id: string | null })[] = await em.execute(
      `select ${recordColumns}, created_run_id from record
       where id in (select jsonb_array_elements_text(?::jsonb)::uuid) order by id for update`,
      [ids],
    );
    const [runId, undoId] = [undo.runId ?? null, undo.ofUndoId ?? null];
    const steps: StepRow[] = await em.execute(stepsSql, [ids, runId, undoId, runId, runId]);
    const pushes: PushRow[] = runId === null ? [] : await em.execute(pushesSql, [ids, runId]);
    const ownerOf = await this.owners(undo);
    const stepsOf = Map.groupBy(steps, row => row.record_id);
    const pushesOf = Map.groupBy(pushes, row => row.record_id);
    return Promise.all(
      rows.map(async row => ({
        now: await toSyncRecord(row, this.vault),
        createdBySubject: runId !== null && row.created_run_id === runId,
        steps: (stepsOf.get(row.id) ?? []).map(step => ({ ...step, owner: ownerOf(step) })),
        pushes: pushesOf.get(row.id) ?? [],
      })),
    );
  }

  private async owners({ runId, ofUndoId, syncId }: Undo): Promise<OwnerOf> {
    const undos = await this.em.find(Undo, { syncId, dryRun: false }, { refresh: true });
    const neutral = neutralUndos(undos);
    return row => {
      if ((runId && row.run_id === runId) || (ofUndoId && row.undo_id === ofUndoId)) return 'subject';
      return row.undo_id !== null && neutral.has(row.undo_id) ? 'neutral' : 'other';
    };
  }
}

const stepsSql = `
  with chosen as (select jsonb_array_elements_text(?::jsonb)::uuid as id),
  firsts as (
    select record_id, min(revision) as revision from (
      select v.record_id, v.revision from record_version v join chosen c on c.id = v.record_id
        where v.run_id = ?::uuid or v.undo_id = ?::uuid
      union all select p.record_id, p.revision from record_push p join chosen c on c.id = p.record_id
        where p.run_id = ?::uuid and p.outcome = 'applied'
      union all select r.id, 1 from record r join chosen c on c.id = r.id where r.created_run_id = ?::uuid
    ) touched group by record_id)
  select v.record_id, v.revision, v.fields, v.deleted, v.cause, v.run_id, v.undo_id
  from record_version v join firsts f on f.record_id = v.record_id and v.revision >= f.revision
  order by v.record_id, v.revision`;

const pushesSql = `
  select record_id, kind, revision, overwrote from record_push
  where record_id in (select jsonb_array_elements_text(?::jsonb)::uuid) and run_id = ?::uuid and outcome = 'applied'
  order by id`;
