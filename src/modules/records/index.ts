import { Conflict, RecordFeed, RecordRow, RecordVersion } from './record.entity.js';

export * from './decisions/index.js';
export type { Mutation } from './mutation.js';
export { RecordRow } from './record.entity.js';
export { recordColumns, type RecordRowValues, toSyncRecord } from './record-rows.js';
export { RecordWriter } from './record-writer.js';
export { RecordsModule } from './records.module.js';
export { type RecordsWritten, recordsWritten, type SyncContext, SyncContexts } from './sync-contexts.js';

export const recordEntities = [RecordRow, RecordFeed, RecordVersion, Conflict];
