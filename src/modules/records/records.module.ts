import { Module } from '@nestjs/common';
import { ConflictsController } from './conflicts.controller.js';
import { Conflicts } from './conflicts.service.js';
import { RecordReader } from './record-reader.js';
import { RecordWriter } from './record-writer.js';
import { RecordsController } from './records.controller.js';
import { Records } from './records.service.js';

/** Needs `SyncContexts`, which the syncs module offers globally. */
@Module({
  controllers: [RecordsController, ConflictsController],
  providers: [Records, RecordReader, RecordWriter, Conflicts],
  exports: [RecordWriter],
})
export class RecordsModule {}
