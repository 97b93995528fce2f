import { Injectable } from '@nestjs/common';
import type { FileContent } from '#provider-sdk';
import { FileAccess, noContent } from './file-access.js';
import { Transfers } from './transfers.js';

export interface Download {
  readonly content: FileContent;
  /** What the record calls the file. */
  readonly name: string;
}

/** Contents on their way out: they pass through the hub and are kept nowhere. */
@Injectable()
export class Downloads {
  constructor(
    private readonly access: FileAccess,
    private readonly transfers: Transfers,
  ) {}

  async open(recordId: string, range: string | undefined, caller: AbortSignal): Promise<Download> {
    const record = await this.access.record(recordId);
    const sync = await this.access.sync(record.syncId);
    const { provider, session } = await this.access.open(sync, caller);
    if (!provider.download) throw noContent('This provider gives out no contents.');
    const download = provider.download.bind(provider);
    const wish = { remoteId: record.remoteId, ...(range === undefined ? {} : { range }) };
    const content = await this.transfers.watch(
      {
        action: 'file.downloaded',
        connectionId: sync.connectionId,
        target: { type: 'record', id: record.id },
        details: { syncId: sync.id, consentId: sync.consentId, ...(range === undefined ? {} : { range }) },
      },
      () => download(session, wish),
    );
    return { content, name: String(record.fields['name']) };
  }
}
