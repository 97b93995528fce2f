import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { notFound } from '#kernel';
import { OriginReader } from './origins.js';
import { RecordRow } from './record.entity.js';
import { remoteDataPlace } from './record-rows.js';
import { unwrapRemote } from './remote-envelope.js';
import { viewRecord } from './record-view.js';
import type { RecordView } from './records.dto.js';

/** Reads one record. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly origins: OriginReader,
  ) {}

  async get(id: string, include?: 'remoteData' | 'origins'): Promise<RecordView> {
    const populate = include === 'remoteData' ? (['remoteData'] as const) : [];
    const row = await this.em.findOne(RecordRow, { id }, { refresh: true, populate });
    if (!row) throw notFound('record');
    if (include === undefined) return viewRecord(row);
    if (include === 'origins') {
      const origins = (await this.origins.of([id])).get(id) ?? {};
      return { ...viewRecord(row), origins };
    }
    const sealed = row.remoteData ? await this.vault.open(row.remoteData, remoteDataPlace(id)) : null;
    return { ...viewRecord(row), remoteData: sealed && unwrapRemote(sealed).data };
  }
}
