import type { EntityManager } from '@mikro-orm/postgresql';
import type { Receipt } from '../receipt.entity.js';

/** What processing has to know of a receipt. */
export type WaitingReceipt = Pick<
  Receipt,
  'id' | 'provider' | 'eventType' | 'headers' | 'receivedAt' | 'subscriptionId' | 'subscription' | 'body'
>;

interface Row extends Omit<WaitingReceipt, 'receivedAt'> {
  readonly receivedAt: Date | string;
}

/*
 * Statements rather than entities, since a slice has a hundred.
 */

export const readReceipts = async (em: EntityManager, ids: readonly string[]): Promise<WaitingReceipt[]> => {
  const rows = await em.execute<Row[]>(
    `select r.id, r.provider, r.event_type as "eventType", r.headers, r.received_at as "receivedAt",
       r.subscription_id as "subscriptionId", r.subscription, r.body
     from unnest(?::uuid[]) as wanted (id) join receipt r on r.id = wanted.id order by r.id`,
    [arrayOf(ids)],
  );
  return rows.map(row => ({ ...row, receivedAt: new Date(row.receivedAt) }));
};

/** Whoever was faster after a long pause of ours has changed the status; then these rows are not found. */
export const lockStored = async (em: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await em.execute<{ id: string }[]>(
    `select r.id from unnest(?::uuid[]) as wanted (id) join receipt r on r.id = wanted.id
     where r.status = 'stored' order by r.id for update of r`,
    [arrayOf(ids)],
  );
  return new Set(rows.map(({ id }) => id));
};

export interface Settlement {
  readonly status: 'processed' | 'ignored';
  /** Why nothing was done. */
  readonly reason: string | null;
  readonly at: Date;
}

export const settleReceipts = async (
  em: EntityManager,
  ids: readonly string[],
  { status, reason, at }: Settlement,
): Promise<void> => {
  await em.execute(
    `update receipt r set status = ?, error = ?, attempts = attempts + 1, due_at = null, processed_at = ?
     from unnest(?::uuid[]) as wanted (id) where r.id = wanted.id`,
    [status, reason, at, arrayOf(ids)],
  );
};

const arrayOf = (ids: readonly string[]): string => `{${ids.join(',')}}`;
