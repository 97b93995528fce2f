import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { HubError, newId } from '#kernel';
import { DeletionNotices } from './deletion-notices.js';
import { type RunOutcome, runSync } from './engine/index.js';
import { RunGate } from './run-gate.js';
import { LeaseLost } from './run-lease.js';
import { RunProviders } from './run-providers.js';
import { RunSlices } from './run-slices.js';
import { RunAsked } from './run-watch.js';
import { requestOf } from './run-request.js';
import { SyncRun } from './sync-run.entity.js';
import { SyncStores } from './sync-stores.js';
import { Sync } from './sync.entity.js';

/** What a run does while its lease is held: opens the provider and lets the engine work. */
@Injectable()
export class RunWork {
  private readonly logger = new Logger('syncs');

  constructor(
    private readonly em: EntityManager,
    private readonly stores: SyncStores,
    private readonly providers: RunProviders,
    private readonly gate: RunGate,
    private readonly notices: DeletionNotices,
    private readonly slices: RunSlices,
  ) {}

  async execute(syncId: string, runId: string, signal: AbortSignal): Promise<RunOutcome> {
    const sync = await this.em.findOneOrFail(Sync, { id: syncId }, { refresh: true });
    const stored = await this.em.findOneOrFail(SyncRun, { id: runId }, { refresh: true });
    try {
      const { provider, session } = await this.providers.open(sync, signal, told => this.notices.drop(told));
      return await runSync({
        request: requestOf(sync, stored),
        store: await this.stores.of(sync, runId),
        provider,
        session,
        gate: () => this.gate.pass(sync),
        newId,
        mustYield: this.slices.begin(syncId),
      });
    } catch (error) {
      if (signal.reason instanceof RunAsked) return this.left(runId);
      if (error instanceof HubError)
        return {
          kind: 'failed',
          code: error.code,
          detail: error.publicDetail,
          checkpoint: stored.checkpoint,
        };
      if (error instanceof LeaseLost || signal.aborted) throw error;
      return this.crashed(runId, error);
    }
  }

  /** A mistake of ours counts like any other failure, so that it does not repeat for ever. */
  private async crashed(runId: string, error: unknown): Promise<RunOutcome> {
    const { checkpoint } = await this.left(runId);
    this.logger.error({ run: runId, err: error }, 'a run stopped unexpectedly');
    return {
      kind: 'retry',
      code: 'internal_error',
      detail: 'The hub made a mistake; see its log.',
      retryAt: null,
      checkpoint,
    };
  }
  /** Where the work stood when it was broken off; what was asked is seen when it is settled. */
  private async left(runId: string): Promise<RunOutcome> {
    const { checkpoint } = await this.em.fork().findOneOrFail(SyncRun, { id: runId });
    return { kind: 'interrupted', checkpoint };
  }
}
