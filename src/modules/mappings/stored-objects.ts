import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { recordColumns, type RecordRowValues, type SyncRecord, toSyncRecord, unwrapRemote } from '#records';
import type { Fields, ModelName } from '#unified-models';

/** What the provider's adapter made of a stored object, and its payload. */
export const adapterView = ({ remote, base }: SyncRecord): { fields: Fields; data: string } | null => {
  if (remote === null || base === null) return null;
  const { data, fields } = unwrapRemote(remote.data);
  return { data, fields: fields ?? base };
};

/** Stored objects to try things on. */
@Injectable()
export class StoredObjects {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
  ) {}

  ofSync(syncId: string, limit: number): Promise<SyncRecord[]> {
    return this.newest('r.sync_id = ?', [syncId], limit);
  }

  ofModel(provider: string, model: ModelName, limit: number): Promise<SyncRecord[]> {
    return this.newest(
      `r.model = ? and r.sync_id in (
         select s.id from sync s join connection c on c.id = s.connection_id where c.provider = ?)`,
      [model, provider],
      limit,
    );
  }

  private async newest(where: string, parameters: readonly unknown[], limit: number): Promise<SyncRecord[]> {
    const rows: RecordRowValues[] = await this.em.execute(
      `select ${recordColumns} from record r
       where ${where} and r.remote_id is not null and r.base is not null and not r.deleted
       order by r.id desc limit ?`,
      [...parameters, limit],
    );
    return Promise.all(rows.map(row => toSyncRecord(row, this.vault)));
  }
}
