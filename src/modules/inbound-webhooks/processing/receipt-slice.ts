import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '#connections';
import { Vault } from '#crypto';
import { Clock } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { RemoteChanges } from '#syncs';
import { IntakeMetrics } from '../intake-metrics.js';
import { Receipt } from '../receipt.entity.js';
import { ReceiptFilter } from '../receipt-filter.entity.js';
import { bodyFromText, bodyPlace } from '../sealed-body.js';
import { backoffMs, maxAttempts } from './choose.js';
import { type Effects, ReceiptEffects } from './effects.js';
import { isFiltered, planOf, type Planned } from './plan.js';
import { lockStored, readReceipts, settleReceipts, type WaitingReceipt } from './waiting-receipts.js';

/** Settles a few receipts of one connection, oldest first. */
@Injectable()
export class ReceiptSlice {
  private readonly logger = new Logger('webhooks');

  constructor(
    private readonly em: EntityManager,
    private readonly registry: ProviderRegistry,
    private readonly vault: Vault,
    private readonly effects: ReceiptEffects,
    private readonly changes: RemoteChanges,
    private readonly metrics: IntakeMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * Together if they all go well; else one by one up to the first that fails, whose attempt is counted. True: none is left.
   */
  async settle(connection: Connection, ids: readonly string[]): Promise<boolean> {
    if (ids.length > 1) {
      try {
        await this.settleTogether(connection, ids);
        return true;
      } catch {
        // The one that it is because of fails by itself as well, and is told of then.
      }
    }
    for (const id of ids) if (!(await this.settleOne(connection, id))) return false;
    return true;
  }

  private async settleOne(connection: Connection, id: string): Promise<boolean> {
    try {
      await this.settleTogether(connection, [id]);
      return true;
    } catch (error) {
      await this.failed(id, error);
      return false;
    }
  }

  private async settleTogether(connection: Connection, ids: readonly string[]): Promise<void> {
    const plans = await this.plan(connection, ids);
    if (plans.some(({ events }) => events.some(({ kind }) => kind === 'revoked')))
      await this.effects.checkConnection(connection.id);
    const syncIds = await this.em.transactional(async em => {
      const waiting = await lockStored(em, ids);
      const current = plans.filter(({ receipt }) => waiting.has(receipt.id));
      const done = await this.effects.happen(connection, current);
      await this.mark(em, current, done);
      return done.syncIds;
    });
    await this.changes.wake(syncIds);
  }

  private async plan(connection: Connection, ids: readonly string[]): Promise<Planned[]> {
    const { provider } = this.registry.get(connection.provider);
    const { receipts, patterns } = await this.em.transactional(em => read(em, connection, ids));
    return Promise.all(
      receipts.map(async receipt => {
        if (isFiltered(receipt.eventType, patterns)) return { receipt, events: [], ignoredFor: 'filtered' };
        const events = planOf(provider, receipt, await this.bodyOf(receipt));
        return { receipt, events, ignoredFor: events.length > 0 ? null : 'no_event' };
      }),
    );
  }

  private async bodyOf({ id, body }: WaitingReceipt): Promise<Buffer> {
    return body ? bodyFromText(await this.vault.open(body, bodyPlace(id))) : Buffer.alloc(0);
  }

  private async mark(em: EntityManager, plans: readonly Planned[], done: Effects): Promise<void> {
    const at = this.clock.now();
    for (const [reason, alike] of Map.groupBy(plans, planned => reasonOf(planned, done))) {
      const ids = alike.map(({ receipt }) => receipt.id);
      const status = reason === null ? 'processed' : 'ignored';
      await settleReceipts(em, ids, { status, reason, at });
      for (const { receipt } of alike) this.metrics.settled(receipt.provider, status);
    }
  }

  private async failed(id: string, error: unknown): Promise<void> {
    this.logger.warn({ receipt: id, err: error }, 'a receipt could not be processed');
    // What the failed transaction left in memory is not what is stored.
    const em = this.em.fork({ clear: true, keepTransactionContext: false });
    await em.transactional(async inner => {
      const receipt = await inner.findOne(Receipt, { id, status: 'stored' });
      if (!receipt) return;
      receipt.attempts += 1;
      receipt.error = explain(error);
      receipt.dueAt = new Date(this.clock.now().getTime() + backoffMs(receipt.attempts));
      if (receipt.attempts < maxAttempts) return;
      receipt.status = 'dead';
      receipt.dueAt = null;
      receipt.processedAt = this.clock.now();
      this.metrics.settled(receipt.provider, 'dead');
    });
    this.em.clear();
  }
}

const read = async (em: EntityManager, { id, integrationId }: Connection, ids: readonly string[]) => {
  const filters = await em.find(ReceiptFilter, { $or: [{ connectionId: id }, { integrationId }] });
  return { receipts: await readReceipts(em, ids), patterns: filters.map(filter => filter.eventType) };
};

/** Why nothing was done; null: something was. */
const reasonOf = ({ receipt, ignoredFor }: Planned, { effective, withoutConsent }: Effects) => {
  if (ignoredFor !== null || effective.has(receipt.id)) return ignoredFor;
  return withoutConsent.has(receipt.id) ? 'consent_missing' : 'nothing_listens';
};

/** For people of the organization; the details are in the log. */
const explain = (error: unknown): string => {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code ?? (error instanceof Error ? error.name : 'unknown');
};
