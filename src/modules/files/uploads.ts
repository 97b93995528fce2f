import type { Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { conflict, HubError, newId, notFound } from '#kernel';
import type { PushResult, UploadRequest } from '#provider-sdk';
import { recordColumns, type RecordRowValues, SyncContexts, toSyncRecord } from '#records';
import type { Sync } from '#syncs';
import { FileAccess, noContent } from './file-access.js';
import type { NewFile, UploadedFile } from './files.dto.js';
import { Transfers } from './transfers.js';
import { UploadedRecords } from './uploaded-records.js';

/** Bytes on their way in. */
export interface Incoming {
  readonly body: Readable;
  /** The `Content-Length`. */
  readonly size: number;
  /** Aborted when the caller is gone. */
  readonly caller: AbortSignal;
}

interface Wish extends Pick<UploadRequest, 'recordId' | 'name' | 'parentId' | 'remote'> {
  readonly sync: Sync;
}

/** Contents on their way to the provider; what it answers becomes the record. */
@Injectable()
export class Uploads {
  constructor(
    private readonly em: EntityManager,
    private readonly access: FileAccess,
    private readonly contexts: SyncContexts,
    private readonly transfers: Transfers,
    private readonly records: UploadedRecords,
    private readonly vault: Vault,
  ) {}

  async add(syncId: string, { name, parentId }: NewFile, incoming: Incoming): Promise<UploadedFile> {
    const sync = await this.access.sync(syncId);
    return this.send({ sync, recordId: newId(), name, parentId: parentId ?? null, remote: null }, incoming);
  }

  async replace(recordId: string, incoming: Incoming): Promise<UploadedFile> {
    const { id, syncId } = await this.access.record(recordId);
    const { fields, base, remote } = await this.seen(id);
    const known = base ?? fields;
    const parentId = typeof known['parentId'] === 'string' ? known['parentId'] : null;
    const sync = await this.access.sync(syncId);
    return this.send({ sync, recordId: id, name: String(known['name']), parentId, remote }, incoming);
  }

  private async seen(id: string) {
    const rows: RecordRowValues[] = await this.em.execute(
      `select ${recordColumns} from record where id = ?`,
      [id],
    );
    if (!rows[0]) throw notFound('record');
    return toSyncRecord(rows[0], this.vault);
  }

  private async send(wish: Wish, incoming: Incoming): Promise<UploadedFile> {
    const { sync, ...request } = wish;
    this.requireFit(incoming.size);
    const context = await this.contexts.of(sync.id);
    if (!context.writable) {
      throw new HubError(
        'sync_read_only',
        409,
        'This sync only pulls. Set its direction to two_way or push.',
      );
    }
    const { provider, session } = await this.access.open(sync, incoming.caller);
    if (!provider.upload) throw noContent('This provider takes no contents.');
    const upload = provider.upload.bind(provider);
    const { body, size } = incoming;
    const transfer = {
      action: 'file.uploaded',
      connectionId: sync.connectionId,
      target: { type: 'record', id: request.recordId },
      details: { syncId: sync.id, consentId: sync.consentId, size },
    } as const;
    return this.transfers.watch(transfer, async () => {
      const sent = { ...request, containerId: sync.containerId, size, body };
      const result = await upload(session, sent).catch((error: unknown) => failed(error, incoming));
      return this.settle(await this.records.keep(context, request.recordId, result), result);
    });
  }

  private settle(kept: UploadedFile, { outcome }: PushResult): UploadedFile {
    if (outcome === 'applied') return kept;
    const detail =
      'The file was changed at the provider meanwhile. Nothing was written; the record shows it now.';
    throw conflict('content_outdated', detail, { currentRevision: kept.revision });
  }

  private requireFit(size: number): void {
    const most = this.access.mostBytes;
    if (size > most) throw new HubError('body_too_large', 413, `A file may have ${most} bytes here.`);
  }
}

/** Reading fails when the caller hangs up, and that is nobody's fault here. */
const failed = (error: unknown, { body, caller }: Incoming): never => {
  const isCut = caller.aborted || body.errored !== null || (body.destroyed && !body.readableEnded);
  if (isCut && !(error instanceof HubError)) {
    throw new HubError('bad_request', 400, 'The upload was cut off.', { cause: error });
  }
  throw error;
};
