import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Clock, HubError } from '#kernel';
import {
  type FieldGuard,
  type Mutation,
  ofSync,
  recordColumns,
  type RecordRowValues,
  RecordWriter,
  refuseWithheld,
  type SyncContext,
  type SyncRecord,
  toSyncRecord,
} from '#records';
import { Quotas } from '../quotas/index.js';
import type { BulkResult } from './bulk.dto.js';
import { accepted, type PlacedItem, refused, unchanged } from './bulk-result.js';
import { decideItem, givenBy } from './decide-item.js';

/** What all items of a slice are decided by. */
interface SliceFacts {
  readonly context: SyncContext;
  readonly records: ReadonlyMap<string, SyncRecord>;
  /** Of the quota, for one more record; throws when there is none left. */
  readonly takeRoom: () => void;
}

export interface SliceOutcome {
  readonly results: ReadonlyMap<number, BulkResult>;
  readonly written: number;
}

/**
 * Items of one sync in one transaction: all records are loaded and locked by one statement, each item is decided by
 * itself, and what is to be written goes the way of a page of a run.
 */
@Injectable()
export class BulkSlice {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: RecordWriter,
    private readonly vault: Vault,
    private readonly quotas: Quotas,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async work(context: SyncContext, items: readonly PlacedItem[]): Promise<SliceOutcome> {
    return this.em.transactional(async () => {
      const isCreating = items.some(({ item }) => item.action === 'create');
      const takeRoom = isCreating ? await this.quotas.room('records') : () => undefined;
      const records = await this.load(context.syncId, items);
      const guard = await guardOnce(context.guard);
      const facts = { context: { ...context, guard }, records, takeRoom };
      const results = new Map<number, BulkResult>();
      const mutations: Mutation[] = [];
      const done: PlacedItem[] = [];
      for (const placed of items) {
        const outcome = await this.decide(facts, placed);
        results.set(placed.place, outcome.result);
        if (!outcome.mutation) continue;
        // A later item of the same record goes on from here.
        records.set(placed.id, outcome.mutation.after);
        mutations.push(outcome.mutation);
        done.push(placed);
      }
      const { syncId, consentId, model } = context;
      await this.writer.write(
        { syncId, consentId, model: model.name, runId: null, guard: context.guard },
        mutations,
      );
      if (done.length > 0) await this.record(syncId, done, items.length);
      return { results, written: done.length };
    });
  }

  private async decide(
    { context, records, takeRoom }: SliceFacts,
    { item, id }: PlacedItem,
  ): Promise<{ result: BulkResult; mutation?: Mutation }> {
    try {
      const record = records.get(id);
      const mutation = decideItem(context, item, { record, id }, this.clock.now());
      const given = givenBy(item);
      if (given) await refuseWithheld(context.model, context.guard, given);
      if (item.action === 'create') takeRoom();
      return mutation ? { result: accepted(id), mutation } : { result: unchanged(id) };
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { result: refused(item.action === 'create' ? null : id, error) };
    }
  }

  /** In one order, so that two bulk calls wait for each other rather than crosswise. */
  private async load(syncId: string, items: readonly PlacedItem[]): Promise<Map<string, SyncRecord>> {
    const ids = items.flatMap(({ item }) => (item.action === 'create' ? [] : [item.id]));
    if (ids.length === 0) return new Map();
    const rows: RecordRowValues[] = await this.em.getContext().execute(
      `select ${recordColumns} from record
       where ${ofSync} and id in (select jsonb_array_elements_text(?::jsonb)::uuid) order by id for update`,
      [syncId, JSON.stringify(ids)],
    );
    const records = new Map<string, SyncRecord>();
    for (const row of rows) records.set(row.id, await toSyncRecord(row, this.vault));
    return records;
  }

  private async record(syncId: string, done: readonly PlacedItem[], asked: number): Promise<void> {
    const count = (action: string): number => done.filter(({ item }) => item.action === action).length;
    await this.audit.record({
      action: 'records.bulk_written',
      target: { type: 'sync', id: syncId },
      details: {
        created: count('create'),
        changed: count('change'),
        completed: count('complete'),
        deleted: count('delete'),
        withoutEffect: asked - done.length,
        recordIds: done.map(({ id }) => id),
      },
    });
  }
}

/** A slice is one transaction: what is withheld at its beginning is withheld for all its items. */
const guardOnce = async (guard: FieldGuard | null): Promise<FieldGuard | null> => {
  if (guard === null) return null;
  const withheld = await guard.withheld();
  return { ...guard, withheld: () => Promise.resolve(withheld) };
};
