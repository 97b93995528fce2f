import { IsolationLevel } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { RecordRow } from '../record.entity.js';
import { shownColumns, viewRecord } from '../record-view.js';
import type { FeedQuery } from './feed.dto.js';
import { FeedCursor, type FeedOrder } from './feed-cursor.js';
import { edge, feedReach, sifted, type Statement } from './feed-sieve.js';

interface Stretch {
  readonly rows: readonly Parameters<typeof viewRecord>[0][];
  /** How far it came. */
  readonly position: number;
  readonly hasMore: boolean;
}

const beginningOf: Readonly<Record<FeedOrder, number>> = { feed: 0, newest: Number.MAX_SAFE_INTEGER };

/** The records in the order in which their changes became visible, or from the newest backwards. */
@Injectable()
export class FeedReader {
  constructor(private readonly em: EntityManager) {}

  /** Each record appears at its last change; deletions appear as tombstones. */
  async page(query: FeedQuery) {
    const { order, cursor, search, model } = query;
    const from = cursor === undefined ? beginningOf[order] : FeedCursor.decode(cursor, order);
    const isSifted = search !== undefined || model !== undefined;
    const { rows, position, hasMore } = await (isSifted ? this.sift(query, from) : this.read(query, from));
    return { data: rows.map(viewRecord), nextCursor: FeedCursor.encode(order, position), hasMore };
  }

  private async read({ order, limit, syncId, state }: FeedQuery, from: number): Promise<Stretch> {
    const found = await this.em.find(
      RecordRow,
      {
        feedPosition: order === 'feed' ? { $gt: from } : { $lt: from },
        ...(syncId ? { syncId } : {}),
        ...(state ? { state } : {}),
      },
      { ...inOrder(order), limit: limit + 1 },
    );
    const rows = found.slice(0, limit);
    return { rows, position: rows.at(-1)?.feedPosition ?? from, hasMore: found.length > limit };
  }

  /** One snapshot: a record that changes between the statements would let the cursor pass what was not looked at. */
  private sift(query: FeedQuery, from: number): Promise<Stretch> {
    return this.em.transactional(
      async em => {
        const found = await run<{ id: string; feed_position: string }>(em, sifted(query, from));
        const page = found.slice(0, query.limit);
        const ids = page.map(({ id }) => id);
        const rows = await em.find(RecordRow, { id: { $in: ids } }, inOrder(query.order));
        if (found.length > query.limit)
          return { rows, position: Number(page.at(-1)?.feed_position), hasMore: true };
        const [end] = await run<{ position: string | null; passed: number }>(em, edge(query, from));
        return { rows, position: Number(end?.position ?? from), hasMore: end?.passed === feedReach };
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
    );
  }
}

const run = <Row extends object>(em: EntityManager, { sql, parameters }: Statement): Promise<Row[]> =>
  em.execute<Row[]>(sql, [...parameters]);

const inOrder = (order: FeedOrder) =>
  ({ orderBy: { feedPosition: order === 'feed' ? 'asc' : 'desc' }, fields: shownColumns }) as const;
