import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { HubError, notFound, type Page, PageCursor } from '#kernel';
import { type Fields, models } from '#unified-models';
import { creationCause, explainCause } from './causes.js';
import { differingFields } from './decisions/index.js';
import type { RecordVersionView } from './history.dto.js';
import { RecordPush, RecordRow, RecordVersion } from './record.entity.js';

interface HistoryPage {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A version and what brought it about. */
interface State {
  readonly revision: number;
  readonly current: boolean;
  readonly deleted: boolean;
  readonly fields: Fields;
}

/** Where a version comes from: what replaced its predecessor, or the creation of the record. */
interface Source {
  readonly cause: string;
  readonly actor: { kind: string; id: string } | null;
  readonly at: Date;
  readonly runId: string | null;
  readonly undoId: string | null;
  readonly cursor: string | null;
  readonly mappingVersion: number | null;
  readonly superseded: readonly object[];
}

/** Reads the life of a record: every version, what brought it about, and what was sent of it. */
@Injectable()
export class History {
  constructor(private readonly em: EntityManager) {}

  async of(id: string, { cursor, limit }: HistoryPage): Promise<Page<RecordVersionView>> {
    const record = await this.em.findOne(RecordRow, { id }, { refresh: true });
    if (!record) throw notFound('record');
    const below = cursor === undefined ? null : revisionIn(cursor);
    const where = { recordId: id, revision: { $lt: below ?? record.revision } };
    const rows = await this.em.find(RecordVersion, where, {
      orderBy: { revision: 'desc' },
      limit: limit + 1,
      refresh: true,
    });
    const current = below === null ? [{ ...pick(record), current: true }] : [];
    const states: State[] = [...current, ...rows.map(row => ({ ...pick(row), current: false }))];
    const shown = states.slice(0, limit);
    const rowOf = new Map(rows.map(row => [row.revision, row]));
    const sources = shown.map(({ revision }) => sourceOf(record, rowOf.get(revision - 1)));
    const [runs, undos, pushes] = await Promise.all([
      this.runs(sources),
      this.undos(sources),
      this.pushes(id, shown),
    ]);
    const data = shown.map((state, index) => {
      const source = sources[index] ?? creationOf(record);
      const before = states[index + 1]?.fields ?? {};
      const lineage = { ...lineageOf(source), ...facts(runs, source.runId), ...facts(undos, source.undoId) };
      return {
        ...view(record, state, before),
        ...explained(source),
        lineage,
        pushes: pushes(state.revision),
      };
    });
    const last = shown.at(-1);
    const more = states.length > shown.length && last;
    return { data, nextCursor: more ? PageCursor.encode([last.revision]) : null };
  }

  private async runs(sources: readonly Source[]): Promise<Map<string, object>> {
    const ids = sources.flatMap(({ runId }) => runId ?? []);
    const rows: { id: string; trigger: string; receipt_id: string | null }[] = await this.em.execute(
      'select id, trigger, receipt_id from sync_run where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
      [JSON.stringify(ids)],
    );
    return new Map(rows.map(row => [row.id, { trigger: row.trigger, receiptId: row.receipt_id }]));
  }

  private async undos(sources: readonly Source[]): Promise<Map<string, object>> {
    const ids = sources.flatMap(({ undoId }) => undoId ?? []);
    if (ids.length === 0) return new Map();
    const rows: { id: string; run_id: string | null }[] = await this.em.execute(
      'select id, run_id from undo where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
      [JSON.stringify(ids)],
    );
    return new Map(rows.map(row => [row.id, { undoneRunId: row.run_id }]));
  }

  private async pushes(recordId: string, shown: readonly State[]) {
    const revision = { $in: shown.map(state => state.revision) };
    const rows = await this.em.find(RecordPush, { recordId, revision }, { orderBy: { id: 'asc' } });
    const byRevision = Map.groupBy(rows, row => row.revision);
    return (wanted: number) => (byRevision.get(wanted) ?? []).map(viewPush);
  }
}

const pick = ({ revision, deleted, fields }: { revision: number; deleted: boolean; fields: Fields }) => ({
  revision,
  deleted,
  fields,
});

const facts = (known: ReadonlyMap<string, object>, id: string | null): object =>
  id === null ? {} : (known.get(id) ?? {});

const revisionIn = (cursor: string): number => {
  const [revision] = PageCursor.decode(cursor, ['number']);
  if (typeof revision === 'number' && Number.isInteger(revision) && Math.abs(revision) < 2 ** 31)
    return revision;
  throw new HubError('invalid_cursor', 400, 'cursor: not a cursor that this list issued. Start without one.');
};

export const creationOf = (record: RecordRow): Source => {
  const { createdActorKind: kind, createdActorId: id } = record;
  const actor = kind ? { kind, id: id ?? '' } : null;
  return {
    cause: creationCause(actor),
    actor,
    at: record.createdAt,
    runId: record.createdRunId ?? null,
    undoId: null,
    cursor: record.createdCursor ?? null,
    mappingVersion: record.createdMappingVersion ?? null,
    superseded: [],
  };
};

export const sourceOf = (record: RecordRow, replaced: RecordVersion | undefined): Source =>
  replaced === undefined
    ? creationOf(record)
    : {
        cause: replaced.cause,
        actor: { kind: replaced.actorKind, id: replaced.actorId },
        at: replaced.replacedAt,
        runId: replaced.runId ?? null,
        undoId: replaced.undoId ?? null,
        cursor: replaced.cursor ?? null,
        mappingVersion: replaced.mappingVersion ?? null,
        superseded: replaced.superseded,
      };

const lineageOf = ({ runId, cursor, mappingVersion, undoId }: Source) => ({
  runId,
  trigger: null,
  receiptId: null,
  cursor,
  mappingVersion,
  undoId,
  undoneRunId: null,
});

const explained = ({ cause, runId, actor, at, superseded }: Source) => ({
  cause: { code: cause, words: explainCause(cause, runId).words },
  actor,
  at: at.toISOString(),
  superseded: superseded as RecordVersionView['superseded'],
});

const view = (record: RecordRow, state: State, before: Fields) => ({
  ...state,
  changes: differingFields(models[record.model], before, state.fields).map(field => ({
    field,
    before: before[field] ?? null,
    after: state.fields[field] ?? null,
  })),
});

const viewPush = (push: RecordPush): RecordVersionView['pushes'][number] => ({
  runId: push.runId,
  kind: push.kind,
  outcome: push.outcome,
  changed: [...push.changed],
  remoteId: push.remoteId ?? null,
  error: push.code ? { code: push.code, detail: push.detail ?? '' } : null,
  at: push.pushedAt.toISOString(),
});
