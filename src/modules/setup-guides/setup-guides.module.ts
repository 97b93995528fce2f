import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { IntegrationsModule } from '#integrations';
import { Guides } from './guides.service.js';
import { IntegrationSelfChecks } from './integration-checks.service.js';
import { SetupGuidesController } from './setup-guides.controller.js';

@Module({
  imports: [ConnectionsModule, IntegrationsModule],
  controllers: [SetupGuidesController],
  providers: [Guides, IntegrationSelfChecks],
})
export class SetupGuidesModule {}
