import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DeletionNotices } from './deletion-notices.js';
import { RunQueue } from './run-queue.js';
import { Sync } from './sync.entity.js';

/** Something changed at the provider. `null` stands for any. */
export interface RemoteChangeNotice {
  readonly connectionId: string;
  readonly model: string | null;
  readonly containerId: string | null;
  /** Objects that are gone, as far as the vendor says so. */
  readonly deleted?: readonly string[];
  /** The webhook that said so. */
  readonly receiptId?: string;
}

/** Starts a run of every automatic sync that reads what changed; many notices before it begins are one run. */
@Injectable()
export class RemoteChanges {
  constructor(
    private readonly em: EntityManager,
    private readonly queue: RunQueue,
    private readonly notices: DeletionNotices,
  ) {}

  /** Answers the ids of the syncs that will look. */
  async happened(notice: RemoteChangeNotice): Promise<string[]> {
    const { connectionId, model, containerId, deleted = [], receiptId = null } = notice;
    const listening = await this.em.find(Sync, { connectionId, autoSync: true, direction: { $ne: 'push' } });
    const syncs = listening.filter(
      sync => (model ?? sync.model) === sync.model && (containerId ?? sync.containerId) === sync.containerId,
    );
    for (const sync of syncs) {
      await this.notices.keep(sync.id, deleted);
      await this.queue.start(sync.id, 'webhook', { receiptId });
    }
    return syncs.map(sync => sync.id);
  }

  /** For a caller with a transaction of its own around `happened`: once more, when its runs can be seen. */
  async wake(syncIds: readonly string[]): Promise<void> {
    for (const syncId of syncIds) await this.queue.wake(syncId);
  }
}
