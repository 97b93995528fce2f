import { Global, Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { RecordsModule, SyncContexts } from '#records';
import { RunExecutor } from './run-executor.js';
import { RunGate } from './run-gate.js';
import { RunProgress } from './run-progress.js';
import { RunQueue } from './run-queue.js';
import { RunSettlement } from './run-settlement.js';
import { RunsController } from './runs.controller.js';
import { Runs } from './runs.service.js';
import { SyncPurposes } from './sync-purposes.js';
import { SyncStores } from './sync-stores.js';
import { SyncsController } from './syncs.controller.js';
import { Syncs } from './syncs.service.js';

/** Global, because records ask for `SyncContexts` although they come first. */
@Global()
@Module({
  imports: [IntegrationsModule, ConnectionsModule, RecordsModule],
  controllers: [SyncsController, RunsController],
  providers: [
    RunExecutor,
    RunGate,
    RunProgress,
    RunQueue,
    RunSettlement,
    Runs,
    SyncPurposes,
    SyncStores,
    Syncs,
    { provide: SyncContexts, useExisting: Syncs },
  ],
  exports: [SyncContexts],
})
export class SyncsModule {}
