import { EntityManager, type FilterQuery, IsolationLevel } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, notFound } from '#kernel';
import { activeStatuses, SyncRun } from './sync-run.entity.js';
import { Sync } from './sync.entity.js';
import type { SyncView } from './syncs.dto.js';
import { viewSync } from './syncs.view.js';

/**
 * Syncs with their active runs, of one snapshot: a run that settles between two statements would be over while its sync
 * looks as it did before.
 */
@Injectable()
export class SyncReader {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async one(id: string): Promise<SyncView> {
    const [view] = await this.find({ id }, 1);
    if (!view) throw notFound('sync');
    return view;
  }

  find(where: FilterQuery<Sync>, limit: number): Promise<SyncView[]> {
    return this.em.transactional(
      async em => {
        const syncs = await em.find(Sync, where, { orderBy: { id: 'asc' }, limit, refresh: true });
        const of = { syncId: { $in: syncs.map(({ id }) => id) }, status: { $in: activeStatuses } };
        const active = await em.find(SyncRun, of, { refresh: true });
        const runs = new Map(active.map(run => [run.syncId, run]));
        const now = this.clock.now();
        return syncs.map(sync => viewSync(sync, runs.get(sync.id) ?? null, now));
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
    );
  }
}
