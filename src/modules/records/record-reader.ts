import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { notFound, PageCursor } from '#kernel';
import { RecordRow } from './record.entity.js';
import { remoteDataPlace } from './record-rows.js';
import type { RecordView } from './records.dto.js';

export interface FeedQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly syncId?: string | undefined;
  readonly state?: RecordRow['state'] | undefined;
}

/** Reads records: one, or the feed of changes, in the order in which they became visible. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
  ) {}

  /** Each record appears at its last change; deletions appear as tombstones. */
  async feed({ cursor, limit, syncId, state }: FeedQuery) {
    const after = cursor ? Number(PageCursor.decode(cursor, ['number'])[0]) : 0;
    const rows = await this.em.find(
      RecordRow,
      { feedPosition: { $gt: after }, ...(syncId ? { syncId } : {}), ...(state ? { state } : {}) },
      { orderBy: { feedPosition: 'asc' }, limit: limit + 1 },
    );
    const page = rows.slice(0, limit);
    const position = page.at(-1)?.feedPosition ?? after;
    return {
      data: page.map(viewRecord),
      nextCursor: PageCursor.encode([position]),
      hasMore: rows.length > limit,
    };
  }

  async get(id: string, withRemoteData = false): Promise<RecordView> {
    const row = await this.em.findOne(
      RecordRow,
      { id },
      { refresh: true, populate: withRemoteData ? ['remoteData'] : [] },
    );
    if (!row) throw notFound('record');
    if (!withRemoteData) return viewRecord(row);
    const remoteData = row.remoteData ? await this.vault.open(row.remoteData, remoteDataPlace(id)) : null;
    return { ...viewRecord(row), remoteData };
  }
}

const viewRecord = (row: RecordRow): RecordView => ({
  id: row.id,
  syncId: row.syncId,
  model: row.model,
  state: row.state,
  deleted: row.deleted,
  revision: row.revision,
  remoteId: row.remoteId ?? null,
  fields: row.fields,
  pushError: row.pushError ? { code: row.pushError.code, detail: row.pushError.detail } : null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
