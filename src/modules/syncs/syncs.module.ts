import { Global, Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { MappingsModule } from '#mappings';
import { RecordsModule, SyncContexts } from '#records';
import { DeletionNotices } from './deletion-notices.js';
import { FailedRuns } from './failed-runs.js';
import { RemoteChanges } from './remote-changes.js';
import { RunCadence } from './run-cadence.js';
import { RunExecutor } from './run-executor.js';
import { RunGate } from './run-gate.js';
import { RunHistory } from './run-history.js';
import { RunHistoryController } from './run-history.controller.js';
import { RunProgress } from './run-progress.js';
import { RunProviders } from './run-providers.js';
import { RunQueue } from './run-queue.js';
import { RunSettlement } from './run-settlement.js';
import { RunSlices } from './run-slices.js';
import { RunWatch } from './run-watch.js';
import { RunWork } from './run-work.js';
import { RunsController } from './runs.controller.js';
import { Runs } from './runs.service.js';
import { GuardedSyncs } from './guarded-syncs.js';
import { SyncGuards } from './sync-guards.js';
import { RemapBatch } from './remaps/remap-batch.js';
import { RemapExecutor } from './remaps/remap-executor.js';
import { RemapsController } from './remaps/remaps.controller.js';
import { Remaps } from './remaps/remaps.service.js';
import { Rereads } from './remaps/rereads.js';
import { SyncReader } from './sync-reader.js';
import { SyncPermits } from './sync-permits.js';
import { SyncPurposes } from './sync-purposes.js';
import { SyncViews } from './sync-views.js';
import { SyncStores } from './sync-stores.js';
import { SyncsController } from './syncs.controller.js';
import { Syncs } from './syncs.service.js';

/** Global, because records ask for `SyncContexts` although they come first. */
@Global()
@Module({
  imports: [IntegrationsModule, ConnectionsModule, MappingsModule, RecordsModule],
  controllers: [SyncsController, RemapsController, RunsController, RunHistoryController],
  providers: [
    DeletionNotices,
    FailedRuns,
    RemoteChanges,
    RunCadence,
    SyncReader,
    RunExecutor,
    RunGate,
    RunHistory,
    RunProgress,
    RunProviders,
    RunQueue,
    RunSettlement,
    RunSlices,
    RunWatch,
    RunWork,
    Runs,
    GuardedSyncs,
    SyncGuards,
    SyncPermits,
    SyncPurposes,
    RemapBatch,
    RemapExecutor,
    Remaps,
    Rereads,
    SyncViews,
    SyncStores,
    Syncs,
    { provide: SyncContexts, useExisting: Syncs },
  ],
  exports: [
    RemoteChanges,
    Rereads,
    RunGate,
    RunProviders,
    Runs,
    SyncContexts,
    SyncGuards,
    SyncPurposes,
    Syncs,
  ],
})
export class SyncsModule {}
