import { Module } from '@nestjs/common';
import { SyncsModule } from '#syncs';
import { DriftAuditsController } from './drift-audits.controller.js';
import { DriftRepair } from './drift-repair.js';
import { DryRunsController } from './dry-runs.controller.js';
import { RehearsalExecutor } from './rehearsal-executor.js';
import { RehearsalProgressEvents } from './rehearsal-progress.js';
import { RehearsalQueue } from './rehearsal-queue.js';
import { RehearsalSettlement } from './rehearsal-settlement.js';
import { RehearsalWork } from './rehearsal-work.js';
import { Rehearsals } from './rehearsals.service.js';

@Module({
  imports: [SyncsModule],
  controllers: [DryRunsController, DriftAuditsController],
  providers: [
    DriftRepair,
    RehearsalExecutor,
    RehearsalProgressEvents,
    RehearsalQueue,
    RehearsalSettlement,
    RehearsalWork,
    Rehearsals,
  ],
})
export class RehearsalsModule {}
