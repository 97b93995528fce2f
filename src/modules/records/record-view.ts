import type { RecordRow } from './record.entity.js';
import type { RecordView } from './records.dto.js';

/** What a reader sees. The base, what is unanswered and the rest of the sync's bookkeeping would double a page. */
export const shownColumns = [
  'syncId',
  'model',
  'state',
  'deleted',
  'revision',
  'remoteId',
  'fields',
  'pushError',
  'createdAt',
  'updatedAt',
  'feedPosition',
] as const;

export const viewRecord = (row: Pick<RecordRow, 'id' | (typeof shownColumns)[number]>): RecordView => ({
  id: row.id,
  syncId: row.syncId,
  model: row.model,
  state: row.state,
  deleted: row.deleted,
  revision: row.revision,
  remoteId: row.remoteId ?? null,
  fields: row.fields,
  pushError: row.pushError ? { code: row.pushError.code, detail: row.pushError.detail } : null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
