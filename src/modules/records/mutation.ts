import type { Superseded } from './merge/merge.js';
import type { DecisionKind } from './decisions/reconcile.js';
import type { SyncRecord } from './decisions/record.js';

/**
 * One record's step. A store derives the rest from the two versions: insert or update, the previous version kept for
 * undoing, conflicts opened, refreshed and closed, events. `cause` and `superseded` go into the record's history.
 */
export interface Mutation {
  readonly before: SyncRecord | null;
  readonly after: SyncRecord;
  readonly cause:
    DecisionKind | 'begin_push' | 'push_failed' | 'delete_applied' | 'delete_rejected' | 'resolved';
  readonly superseded: readonly Superseded[];
}

export interface WriteTarget {
  readonly syncId: string;
  readonly model: string;
  /** The run that writes, or null when a person does. */
  readonly runId: string | null;
}
