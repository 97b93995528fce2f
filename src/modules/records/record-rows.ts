import type { Vault } from '#crypto';
import type { Fields } from '#unified-models';
import type { OpenConflict, PushError, RecordState, SyncRecord } from './decisions/record.js';

/** A row of `record` as the driver gives it. */
export interface RecordRowValues {
  readonly id: string;
  readonly fields: Fields;
  readonly base: Fields | null;
  readonly remote_id: string | null;
  readonly remote_version: string | null;
  readonly remote_data: Buffer | null;
  readonly remote_modified_at: Date | string | null;
  readonly deleted: boolean;
  readonly staged: boolean;
  readonly out_of_filter: boolean;
  readonly conflict: OpenConflict | null;
  readonly unanswered: readonly Fields[];
  readonly push_error: PushError | null;
  readonly local_changed_at: Date | string | null;
  readonly state: RecordState;
  readonly revision: number;
}

export const recordColumns = `id, fields, base, remote_id, remote_version, remote_data, remote_modified_at, deleted,
  staged, out_of_filter, conflict, unanswered, push_error, local_changed_at, state, revision`;

/**
 * Of one sync, for records looked for by a list. By a subquery, since the planner takes a sync that its statistics have not
 * seen for one without rows and would read all of it: 75 ms for 200 of 30,000 instead of 2.
 */
export const ofSync = 'sync_id = (select ?::uuid)';

const date = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

/** The provider's original payload is sealed to its record's row. */
export const remoteDataPlace = (rowId: string) => ({
  table: 'record',
  rowId,
  field: 'remote_data',
  version: 1,
});

export const toSyncRecord = async (row: RecordRowValues, vault: Vault): Promise<SyncRecord> => ({
  id: row.id,
  fields: row.fields,
  base: row.base,
  remote:
    row.remote_id === null
      ? null
      : {
          id: row.remote_id,
          version: row.remote_version ?? '',
          data: row.remote_data ? await vault.open(row.remote_data, remoteDataPlace(row.id)) : '',
          modifiedAt: date(row.remote_modified_at),
        },
  deleted: row.deleted,
  staged: row.staged,
  ...(row.out_of_filter ? { outOfFilter: true } : {}),
  conflict: row.conflict,
  unanswered: row.unanswered,
  pushError: row.push_error,
  localChangedAt: date(row.local_changed_at),
  state: row.state,
  revision: row.revision,
});
