import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Jobs, laneOf } from '#jobs';
import { Clock, currentOrganization, newId } from '#kernel';
import type { Sync } from '../sync.entity.js';
import { Remap } from './remap.entity.js';

/** Asks for the re-mapping of stored records. */
@Injectable()
export class Remaps {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** In the caller's transaction, which holds the sync's row; one under way begins anew, for the rules are others now. */
  async begin({ id: syncId, mappingId, mappingVersion }: Sync, lists: boolean): Promise<Remap> {
    const em = this.em.getContext();
    const active = await em.findOne(
      Remap,
      { syncId, status: { $in: ['queued', 'running'] } },
      { refresh: true },
    );
    const remap = active ?? em.create(Remap, { ...this.fresh(), id: newId(), syncId });
    const wanted = { mappingId: mappingId ?? null, mappingVersion: mappingVersion ?? null };
    const listing = lists || remap.lists;
    Object.assign(remap, this.fresh(), wanted, { lists: listing, expected: await this.count(syncId) });
    em.persist(remap);
    await em.flush();
    await this.audit.record({
      action: 'sync.remap_requested',
      target: { type: 'sync', id: syncId },
      details: { remapId: remap.id, ...wanted },
    });
    return remap;
  }

  wake(syncId: string): Promise<void> {
    return this.jobs.wake('syncs.remap', laneOf(currentOrganization(), syncId));
  }

  private fresh() {
    return {
      organizationId: currentOrganization(),
      status: 'queued' as const,
      ...{ expected: 0, done: 0, changed: 0, outOfFilter: 0, warnings: 0 },
      lists: false,
      ...{ after: null, error: null, finishedAt: null },
      createdAt: this.clock.now(),
    };
  }

  private async count(syncId: string): Promise<number> {
    const rows: { count: number }[] = await this.em
      .getContext()
      .execute('select count(*)::int as count from record where sync_id = ? and remote_id is not null', [
        syncId,
      ]);
    return rows[0]?.count ?? 0;
  }
}
