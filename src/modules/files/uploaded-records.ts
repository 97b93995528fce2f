import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { HubError, newId } from '#kernel';
import type { PushResult, RemoteUpsert } from '#provider-sdk';
import {
  createFromRemote,
  decide,
  type Mutation,
  ofSync,
  recordColumns,
  type RecordRowValues,
  RecordWriter,
  type SyncContext,
  type SyncRecord,
  toSyncRecord,
} from '#records';
import type { UploadedFile } from './files.dto.js';

/**
 * What the provider answered, as a change of the record like any other: an edit of its name that has not gone out yet
 * stays one. A run may have met the new file first; then the record is the one it made.
 */
@Injectable()
export class UploadedRecords {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: RecordWriter,
    private readonly vault: Vault,
  ) {}

  async keep(context: SyncContext, recordId: string, { current }: PushResult): Promise<UploadedFile> {
    if (current.kind === 'delete') {
      throw new HubError('content_outdated', 409, 'The file was deleted at the provider meanwhile.');
    }
    try {
      return await this.write(context, recordId, current);
    } catch (error) {
      if (!isTaken(error)) throw error;
      return this.write(context, recordId, current);
    }
  }

  private write(context: SyncContext, recordId: string, current: RemoteUpsert): Promise<UploadedFile> {
    return this.em.transactional(async () => {
      const before = await this.locked(context.syncId, current.remoteId);
      const mutation = stepOf(context, before, { recordId, current });
      const { syncId, consentId, model, guard } = context;
      const target = { syncId, consentId, model: model.name, runId: null, guard };
      if (mutation) await this.writer.write(target, [mutation]);
      const after = mutation?.after ?? before;
      if (!after) throw new Error('A file that was uploaded has a record');
      return {
        id: after.id,
        syncId,
        remoteId: current.remoteId,
        revision: after.revision,
        fields: after.fields,
      };
    });
  }

  private async locked(syncId: string, remoteId: string): Promise<SyncRecord | null> {
    const rows: RecordRowValues[] = await this.em
      .getContext()
      .execute(`select ${recordColumns} from record where ${ofSync} and remote_id = ? for update`, [
        syncId,
        remoteId,
      ]);
    return rows[0] ? toSyncRecord(rows[0], this.vault) : null;
  }
}

const stepOf = (
  { decisions }: SyncContext,
  before: SyncRecord | null,
  { recordId, current }: { readonly recordId: string; readonly current: RemoteUpsert },
): Mutation | null => {
  if (!before) return { before, after: createFromRemote(recordId, current), cause: 'create', superseded: [] };
  const { after, kind, superseded } = decide({ ...decisions, newId }, before, current);
  return after && after !== before ? { before, after, cause: kind, superseded } : null;
};

/** A run linked another record to the same file between our look and our commit. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';
