import { Module } from '@nestjs/common';
import { ConflictInbox } from './conflict-inbox.js';
import { ConflictSuggestions } from './conflict-suggestions.js';
import { ConflictsController } from './conflicts.controller.js';
import { Conflicts } from './conflicts.service.js';
import { FeedReader } from './feed/index.js';
import { GuardedErasure } from './guarded/guarded-erasure.js';
import { History } from './history.js';
import { OriginReader } from './origins.js';
import { RecordEvents } from './record-events.js';
import { RecordReader } from './record-reader.js';
import { RecordWriter } from './record-writer.js';
import { RecordsController } from './records.controller.js';
import { Records } from './records.service.js';

/** Needs `SyncContexts`, which the syncs module offers globally. */
@Module({
  controllers: [RecordsController, ConflictsController],
  providers: [
    Records,
    RecordReader,
    FeedReader,
    RecordWriter,
    RecordEvents,
    History,
    OriginReader,
    ConflictInbox,
    ConflictSuggestions,
    Conflicts,
    GuardedErasure,
  ],
  exports: [RecordWriter, GuardedErasure],
})
export class RecordsModule {}
