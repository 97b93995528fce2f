import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Reread } from '../engine/index.js';
import { decisionsOf } from '../run-request.js';
import { Sync } from '../sync.entity.js';
import { isReread, SyncViews } from '../sync-views.js';
import { readAnew, rereadSize } from './read-anew.js';
import { Remap } from './remap.entity.js';

const settings = ['mappingId', 'mappingVersion', 'filter'] as const;

/** What a re-mapping would make of stored records. */
@Injectable()
export class Rereads {
  constructor(
    private readonly em: EntityManager,
    private readonly views: SyncViews,
  ) {}

  /** Null when the stored records were read as the sync, perhaps with changed settings, reads them. */
  async of(sync: Sync): Promise<Reread | null> {
    if (!(await this.isPending(sync)) && !(await this.isChanged(sync))) return null;
    const view = await this.views.of(sync);
    const context = decisionsOf(sync);
    return { size: rereadSize, read: records => readAnew(context, view, records).mutations };
  }

  private async isChanged(sync: Sync): Promise<boolean> {
    const stored = await this.em.fork().findOneOrFail(Sync, { id: sync.id });
    return isReread(settings.filter(name => (stored[name] ?? null) !== (sync[name] ?? null)));
  }

  /** One that waits or is half-way comes before the next run. */
  private async isPending({ id: syncId }: Sync): Promise<boolean> {
    return (await this.em.count(Remap, { syncId, status: { $in: ['queued', 'running'] } })) > 0;
  }
}
