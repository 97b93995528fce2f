import { Module } from '@nestjs/common';
import { IntegrationsModule } from '#integrations';
import { AdminOverviewController } from './admin-overview.controller.js';
import { AdminOverviews } from './admin-overview.service.js';
import { ConflictsWatch } from './attention/conflicts.watch.js';
import { ConnectionsWatch } from './attention/connections.watch.js';
import { ConsentsWatch } from './attention/consents.watch.js';
import { EndpointsWatch } from './attention/endpoints.watch.js';
import { ReceiptsWatch } from './attention/receipts.watch.js';
import { RunsWatch } from './attention/runs.watch.js';
import { SecurityWatch } from './attention/security.watch.js';
import { Watches } from './attention/watches.js';
import { Figures } from './figures.js';
import { InstallationFigures } from './installation-figures.js';
import { OverviewController } from './overview.controller.js';
import { Overviews } from './overview.service.js';
import { RecordTally } from './record-tally.js';

@Module({
  imports: [IntegrationsModule],
  controllers: [OverviewController, AdminOverviewController],
  providers: [
    AdminOverviews,
    ConflictsWatch,
    ConnectionsWatch,
    ConsentsWatch,
    EndpointsWatch,
    Figures,
    InstallationFigures,
    Overviews,
    ReceiptsWatch,
    RecordTally,
    RunsWatch,
    SecurityWatch,
    Watches,
  ],
})
export class OverviewModule {}
