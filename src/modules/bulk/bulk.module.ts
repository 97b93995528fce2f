import { Module } from '@nestjs/common';
import { RecordsModule } from '#records';
import { BulkController } from './bulk.controller.js';
import { BulkSlice } from './bulk-slice.js';
import { Bulk } from './bulk.service.js';
import { Matching } from './matching.service.js';

/** Needs `SyncContexts`, which the syncs module offers globally. */
@Module({
  imports: [RecordsModule],
  controllers: [BulkController],
  providers: [Bulk, BulkSlice, Matching],
})
export class BulkModule {}
