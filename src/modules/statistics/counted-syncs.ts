import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ConsentGate } from '#consent';
import { HubError, notFound } from '#kernel';
import { Sync, SyncPurposes } from '#syncs';
import type { ModelName } from '#unified-models';
import type { LeftOut } from './statistics.dto.js';

export interface CountedSyncs {
  readonly syncs: readonly Sync[];
  readonly leftOut: readonly LeftOut[];
}

/** Whose records may be counted: the consent of each sync is asked for anew, and none is counted without. */
@Injectable()
export class SyncsToCount {
  constructor(
    private readonly em: EntityManager,
    private readonly gate: ConsentGate,
    private readonly purposes: SyncPurposes,
  ) {}

  async of(model: ModelName, wanted?: string | readonly string[]): Promise<CountedSyncs> {
    const syncIds = typeof wanted === 'string' ? [wanted] : wanted;
    const where = { model, ...(syncIds ? { id: { $in: [...syncIds] } } : {}) };
    const found = await this.em.find(Sync, where, { orderBy: { id: 'asc' }, refresh: true });
    if (syncIds && found.length < new Set(syncIds).size) throw notFound(`sync of ${model} records`);
    const syncs: Sync[] = [];
    const leftOut: LeftOut[] = [];
    for (const sync of found) {
      const refusal = await this.refusal(sync);
      if (refusal) leftOut.push({ syncId: sync.id, code: refusal.code });
      else syncs.push(sync);
    }
    return { syncs, leftOut };
  }

  private async refusal(sync: Sync): Promise<HubError | undefined> {
    return this.gate.refusal({ consentId: sync.consentId, purpose: await this.purposes.of(sync) });
  }
}
