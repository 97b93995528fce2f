import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { RecordsModule } from '#records';
import { SyncsModule } from '#syncs';
import { MirrorExecutor } from './mirror-executor.js';
import { MirrorForecasts } from './mirror-forecasts.js';
import { MirrorLinksController } from './mirror-links.controller.js';
import { MirrorLinks } from './mirror-links.service.js';
import { MirrorPermit } from './mirror-permit.js';
import { MirrorQueue } from './mirror-queue.js';
import { MirrorsController } from './mirrors.controller.js';
import { Mirrors } from './mirrors.service.js';
import { MirrorStep } from './mirror-step.js';
import { MirrorTelling } from './mirror-telling.js';
import { MirrorViews } from './mirror-views.js';

@Module({
  imports: [ConnectionsModule, RecordsModule, SyncsModule],
  controllers: [MirrorsController, MirrorLinksController],
  providers: [
    MirrorExecutor,
    MirrorForecasts,
    MirrorLinks,
    MirrorPermit,
    MirrorQueue,
    Mirrors,
    MirrorStep,
    MirrorTelling,
    MirrorViews,
  ],
})
export class MirrorsModule {}
