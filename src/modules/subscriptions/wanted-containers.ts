import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Connection } from '#connections';
import { ConsentGate } from '#consent';
import { HubError } from '#kernel';
import { Sync, SyncPurposes } from '#syncs';
import type { Wanted } from './plan.js';

/** What the syncs of a connection want to be told of: they run by themselves, they pull, and their consent stands. */
@Injectable()
export class WantedContainers {
  constructor(
    private readonly em: EntityManager,
    private readonly gate: ConsentGate,
    private readonly purposes: SyncPurposes,
  ) {}

  async of(connection: Connection): Promise<Wanted[]> {
    if (connection.status === 'disconnected') return [];
    const syncs = await this.em.find(
      Sync,
      { connectionId: connection.id, autoSync: true, direction: { $ne: 'push' } },
      { orderBy: { id: 'asc' }, refresh: true },
    );
    const wanted: Wanted[] = [];
    for (const sync of syncs) {
      if (await this.isAllowed(sync)) wanted.push({ model: sync.model, containerId: sync.containerId });
    }
    return wanted;
  }

  private async isAllowed(sync: Sync): Promise<boolean> {
    try {
      await this.gate.require({ consentId: sync.consentId, purpose: await this.purposes.of(sync) });
      return true;
    } catch (error) {
      if (error instanceof HubError) return false;
      throw error;
    }
  }
}
