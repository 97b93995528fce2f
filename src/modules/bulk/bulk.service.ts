import { DeadlockException } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { currentOrganization, HubError, notFound } from '#kernel';
import { type RecordsWritten, recordsWritten, type SyncContext, SyncContexts, wrongValues } from '#records';
import { type BulkAnswer, BulkItem, type BulkRequest, type BulkResult } from './bulk.dto.js';
import { countsOf, placed, type PlacedItem, refused } from './bulk-result.js';
import { BulkSlice } from './bulk-slice.js';
import { type DeletionLoad, neededConfirm, unconfirmed } from './delete-guard.js';

const sliceSize = 200;
const mostAttempts = 3;

/** Many writes in one call. Each item stands for itself; only too many deletions refuse the call as a whole. */
@Injectable()
export class Bulk {
  private readonly logger = new Logger(Bulk.name);

  constructor(
    private readonly em: EntityManager,
    private readonly slices: BulkSlice,
    private readonly contexts: SyncContexts,
    private readonly events: EventEmitter2,
  ) {}

  async write({ items, confirm }: BulkRequest): Promise<BulkAnswer> {
    const results: (BulkResult | undefined)[] = items.map(() => undefined);
    const readable = items.flatMap((given, place) => {
      const parsed = BulkItem.safeParse(given);
      if (parsed.success) return [placed(parsed.data, place)];
      results[place] = refused(null, wrongValues(parsed.error, []));
      return [];
    });
    const bySync = Map.groupBy(readable, await this.syncOf(readable));
    for (const { place, id } of bySync.get(null) ?? []) results[place] = refused(id, notFound('record'));
    bySync.delete(null);
    await this.requireConfirm(bySync as Map<string, PlacedItem[]>, confirm);
    const failures: unknown[] = [];
    for (const [syncId, found] of bySync)
      for (const [place, result] of await this.writeSync(syncId ?? '', found, failures))
        results[place] = result;
    const data = results.filter(result => result !== undefined);
    const counts = countsOf(data);
    // Nothing was changed, so the call as a whole failed, and its idempotency key may try again.
    if (failures.length > 0 && counts.accepted === 0) throw failures[0];
    return { data, counts };
  }

  /** What the deletions among the items would take from each sync. */
  async loadOf(syncId: string, deletions: number): Promise<DeletionLoad> {
    const rows: { total: number }[] = await this.em.execute(
      'select count(*)::int as total from record where sync_id = ? and not deleted',
      [syncId],
    );
    return { syncId, deletions, total: rows[0]?.total ?? 0 };
  }

  private async requireConfirm(
    bySync: ReadonlyMap<string, readonly PlacedItem[]>,
    confirm = 0,
  ): Promise<void> {
    const loads: DeletionLoad[] = [];
    for (const [syncId, items] of bySync) {
      const ids = new Set(items.filter(({ item }) => item.action === 'delete').map(({ id }) => id));
      if (ids.size > 0) loads.push(await this.loadOf(syncId, ids.size));
    }
    const needed = neededConfirm(loads);
    if (needed !== null && confirm < needed) throw unconfirmed(loads, needed);
  }

  private async writeSync(
    syncId: string,
    items: readonly PlacedItem[],
    failures: unknown[],
  ): Promise<Map<number, BulkResult>> {
    const results = new Map<number, BulkResult>();
    const context = await this.contextOf(syncId);
    if (context instanceof HubError) {
      for (const { place, item, id } of items)
        results.set(place, refused(item.action === 'create' ? null : id, context));
      return results;
    }
    let written = 0;
    for (let from = 0; from < items.length; from += sliceSize) {
      const slice = items.slice(from, from + sliceSize);
      const outcome = await this.slice(context, slice, failures);
      for (const [place, result] of outcome.results) results.set(place, result);
      written += outcome.written;
    }
    const event: RecordsWritten = { organizationId: currentOrganization(), syncId };
    if (written > 0) this.events.emit(recordsWritten, event);
    return results;
  }

  /** What was written before stays written, so a slice that fails is told in its results and not by the whole. */
  private async slice(context: SyncContext, items: readonly PlacedItem[], failures: unknown[]) {
    try {
      return await this.attempt(context, items);
    } catch (err) {
      failures.push(err);
      this.logger.error({ err, syncId: context.syncId }, 'a slice of a bulk call was not written');
      const results = new Map(
        items.map(({ place, item, id }) => [place, refused(ownId(item, id), notWritten)]),
      );
      return { results, written: 0 };
    }
  }

  /** A run locks records in the order of its page, so the two may have waited for each other crosswise. */
  private async attempt(context: SyncContext, items: readonly PlacedItem[]) {
    for (let left = mostAttempts - 1; ; left -= 1) {
      try {
        return await this.slices.work(context, items);
      } catch (error) {
        if (left === 0 || !(error instanceof DeadlockException)) throw error;
      }
    }
  }

  /** The sync's context, or why it takes no writes. */
  private async contextOf(syncId: string): Promise<SyncContext | HubError> {
    try {
      const context = await this.contexts.of(syncId);
      return context.writable ? context : readOnly;
    } catch (error) {
      if (error instanceof HubError) return error;
      throw error;
    }
  }

  /** To which sync an item belongs; null: its record is not here. */
  private async syncOf(items: readonly PlacedItem[]): Promise<(item: PlacedItem) => string | null> {
    const ids = items.flatMap(({ item }) => (item.action === 'create' ? [] : [item.id]));
    const rows: { id: string; sync_id: string }[] = await this.em.execute(
      'select id, sync_id from record where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
      [JSON.stringify(ids)],
    );
    const known = new Map(rows.map(row => [row.id, row.sync_id]));
    return ({ item }) => (item.action === 'create' ? item.syncId : (known.get(item.id) ?? null));
  }
}

const ownId = (item: BulkItem, id: string): string | null => (item.action === 'create' ? null : id);

const readOnly = new HubError(
  'sync_read_only',
  409,
  'This sync only pulls. Set its direction to two_way or push to write records.',
);

const notWritten = new HubError(
  'unavailable',
  503,
  'A part of the hub was away for a moment; this item was not written. Send it again.',
  { retryable: true },
);
