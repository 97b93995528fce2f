import { Module } from '@nestjs/common';
import { ConnectionsModule } from '#connections';
import { RecordsModule } from '#records';
import { Downloads } from './downloads.js';
import { FileAccess } from './file-access.js';
import { FilesController } from './files.controller.js';
import { Transfers } from './transfers.js';
import { UploadedRecords } from './uploaded-records.js';
import { Uploads } from './uploads.js';

/** Contents of files, streamed through the hub in both directions. */
@Module({
  imports: [ConnectionsModule, RecordsModule],
  controllers: [FilesController],
  providers: [Downloads, FileAccess, Transfers, UploadedRecords, Uploads],
})
export class FilesModule {}
