import { Conflict, RecordFeed, RecordPush, RecordRow, RecordVersion } from './record.entity.js';

export * from './decisions/index.js';
export * from './guarded/index.js';
export { mirrorActor } from './causes.js';
export { fingerprintOf, replacedIn } from './lineage-writer.js';
export type { Mutation, WriteTarget } from './mutation.js';
export { RecordRow } from './record.entity.js';
export { recordEventTypes } from './record.event-types.js';
export { changedFields, completeFields, wrongValues } from './record-fields.js';
export { ofSync, recordColumns, type RecordRowValues, toSyncRecord } from './record-rows.js';
export { type RemoteEnvelope, stripRemote, unwrapRemote, wrapRemote } from './remote-envelope.js';
export { RecordWriter } from './record-writer.js';
export { RecordsModule } from './records.module.js';
export { type RecordsWritten, recordsWritten, type SyncContext, SyncContexts } from './sync-contexts.js';

export const recordEntities = [RecordRow, RecordFeed, RecordVersion, RecordPush, Conflict];
