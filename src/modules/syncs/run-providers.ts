import { Injectable } from '@nestjs/common';
import { ProviderSessions } from '#connections';
import { viewedThrough } from '#mappings';
import type { IntegrationProvider, ProviderSession } from '#provider-sdk';
import { type DeletionNotice, DeletionNotices, informed } from './deletion-notices.js';
import { SyncGuards } from './sync-guards.js';
import { SyncViews } from './sync-views.js';
import type { Sync } from './sync.entity.js';

export interface RunProvider {
  readonly provider: IntegrationProvider;
  readonly session: ProviderSession;
}

type NoticesTaken = (notices: readonly DeletionNotice[]) => Promise<void>;

/** The provider as the runs of a sync see it: everything that changes the view is put on here, for rehearsals too. */
@Injectable()
export class RunProviders {
  constructor(
    private readonly sessions: ProviderSessions,
    private readonly notices: DeletionNotices,
    private readonly guards: SyncGuards,
    private readonly views: SyncViews,
  ) {}

  /** `taken`: what to do with the notices that the provider's first page told of, once it is written down. */
  async open(sync: Sync, signal: AbortSignal, taken?: NoticesTaken): Promise<RunProvider> {
    const { provider, session } = await this.sessions.open(sync.connectionId, signal, 'parks');
    const notices = await this.notices.of(sync.id);
    const guarded = informed(
      await this.guards.view(provider, sync),
      notices,
      () => taken?.(notices) ?? Promise.resolve(),
    );
    return { provider: viewedThrough(guarded, await this.views.of(sync)), session };
  }
}
