import { Module } from '@nestjs/common';
import { IntegrationsModule } from '#integrations';
import { MappingsController } from './mappings.controller.js';
import { Mappings } from './mappings.service.js';
import { MappingPreviews } from './preview.js';
import { StoredObjects } from './stored-objects.js';

/** Needs `SyncContexts`, which the syncs module offers globally. */
@Module({
  imports: [IntegrationsModule],
  controllers: [MappingsController],
  providers: [Mappings, MappingPreviews, StoredObjects],
  exports: [Mappings],
})
export class MappingsModule {}
