import { MikroORM } from '@mikro-orm/core';
import type { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { toJsonb } from '#database';
import { HubError } from '#kernel';
import type { ReceiptSubscription } from '../receipt.entity.js';
import { GroupCommit, GroupFull } from './group-commit.js';

export interface NewReceipt {
  readonly id: string;
  readonly organizationId: string;
  readonly connectionId: string | null;
  readonly subscriptionId: string | null;
  readonly subscription: ReceiptSubscription | null;
  readonly provider: string;
  readonly deliveryId: string;
  readonly eventType: string;
  readonly verified: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly size: number;
  readonly status: 'stored' | 'quarantined';
  readonly error: string | null;
  readonly receivedAt: Date;
  readonly occurredAt: Date | null;
}

export type Stored = 'new' | 'duplicate';

/** Integrity and data errors are about a row; the rest is about the server. */
const rowsFault = /^(22|23|40)/;

/**
 * Stores receipts, many to a commit, on connections of its own: nothing else that the hub does can keep a vendor
 * waiting. The statement runs as the serving role under row-level security (docs/adr/0010).
 */
@Injectable()
export class ReceiptWriter implements OnApplicationShutdown {
  readonly #pool: pg.Pool;
  readonly #group = new GroupCommit<NewReceipt, Stored>({
    maxRows: 500,
    maxBytes: 8 * 1024 * 1024,
    inFlight: 2,
    maxWaiting: 5_000,
    // At 1,000 a second eight rows a commit instead of three: a fifth of the processor time, of PostgreSQL's a sixth.
    gatherMs: 8,
    enough: 16,
    sizeOf: row => row.body.length,
    write: rows => this.#write(rows),
    isRowsFault: error => rowsFault.test(sqlStateOf(error)),
  });

  constructor(orm: MikroORM<PostgreSqlDriver>) {
    this.#pool = new pg.Pool({ ...poolOptions(orm), max: 2, connectionTimeoutMillis: 2_000 });
    // A connection that breaks while idle; the next use opens another one.
    this.#pool.on('error', () => undefined);
  }

  /** Resolves after the commit. */
  async store(receipt: NewReceipt): Promise<Stored> {
    try {
      return await this.#group.add(receipt);
    } catch (cause) {
      if (!(cause instanceof GroupFull)) throw cause;
      throw new HubError('unavailable', 503, 'Too many deliveries at once. Try again soon.', {
        cause,
        retryable: true,
        retryAfterSeconds: 5,
      });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.end();
  }

  async #write(receipts: readonly NewReceipt[]): Promise<Stored[]> {
    const sorted = inOrder(receipts);
    const { rows } = await this.#pool.query<{ id: string }>(
      'select id from causeway_store_receipts($1, $2) as id',
      [toJsonb(batchOf(sorted)), Buffer.concat(sorted.map(receipt => receipt.body))],
    );
    const stored = new Set(rows.map(row => row.id));
    return receipts.map(receipt => (stored.has(receipt.id) ? 'new' : 'duplicate'));
  }
}

/** The same order in every process: two batches with the same deliveries cannot wait for each other crosswise. */
const inOrder = (receipts: readonly NewReceipt[]): NewReceipt[] =>
  receipts
    .map(receipt => ({ receipt, key: keyOf(receipt) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ receipt }) => receipt);
const keyOf = (row: NewReceipt): string =>
  `${row.organizationId} ${row.provider} ${String(row.connectionId)} ${row.deliveryId}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rows by organization; each knows where in the concatenated bodies its own stands. */
const batchOf = (sorted: readonly NewReceipt[]): object[] => {
  const groups = new Map<string, object[]>();
  let at = 0;
  for (const receipt of sorted) {
    const group = groups.get(receipt.organizationId) ?? [];
    groups.set(receipt.organizationId, group);
    group.push(rowOf(receipt, at));
    at += receipt.body.length;
  }
  return [...groups].map(([organization_id, receipts]) => ({ organization_id, receipts }));
};

const rowOf = (receipt: NewReceipt, bodyAt: number): object => ({
  id: receipt.id,
  connection_id: receipt.connectionId,
  subscription_id: receipt.subscriptionId,
  provider: receipt.provider,
  delivery_id: receipt.deliveryId,
  event_type: receipt.eventType,
  verified: receipt.verified,
  headers: receipt.headers,
  subscription: receipt.subscription,
  body_at: bodyAt,
  body_length: receipt.body.length,
  size: receipt.size,
  status: receipt.status,
  error: receipt.error,
  received_at: receipt.receivedAt,
  occurred_at: receipt.occurredAt,
});

const sqlStateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const poolOptions = (orm: MikroORM<PostgreSqlDriver>): pg.PoolConfig => {
  const { host, port, user, password, dbName, driverOptions } = orm.config.getAll();
  const given = typeof driverOptions === 'object' ? (driverOptions as object) : {};
  return {
    ...given,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
    ...(dbName === undefined ? {} : { database: dbName }),
  };
};
