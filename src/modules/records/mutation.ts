import type { Superseded } from './merge/merge.js';
import type { PushNote } from './decisions/push-note.js';
import type { DecisionKind } from './decisions/reconcile.js';
import type { SyncRecord } from './decisions/record.js';
import type { DecidedSide } from './decisions/resolve.js';
import type { FieldGuard } from './guarded/field-guard.js';

/**
 * One record's step. A store derives the rest from the two versions: insert or update, the previous version kept for
 * undoing, conflicts opened, refreshed and closed, events. `cause` and `superseded` go into the record's history.
 */
export interface Mutation {
  readonly before: SyncRecord | null;
  readonly after: SyncRecord;
  readonly cause:
    | DecisionKind
    | 'begin_push'
    | 'push_failed'
    | 'delete_applied'
    | 'delete_rejected'
    | 'resolved'
    | 'undo'
    | 'mirrored'
    | 'remapped'
    | 'withheld';
  readonly superseded: readonly Superseded[];
  /** The push that this step answers. */
  readonly push?: PushNote;
  /** How a person decided each field of a conflict; kept for suggestions. */
  readonly decided?: Readonly<Record<string, DecidedSide>>;
}

export interface WriteTarget {
  readonly syncId: string;
  readonly model: string;
  /** The consent that the sync stands on. */
  readonly consentId: string | null;
  /** The run that writes, or null when a person does. */
  readonly runId: string | null;
  /** The undo that writes. */
  readonly undoId?: string | null;
  /** Fingerprint of the cursor of the page that brought the changes, see `fingerprintOf`. */
  readonly cursor?: string | null;
  /** Version of the mapping that made the fields. */
  readonly mappingVersion?: number | null;
  /** Asked in the transaction of each write; null where the model has no guarded fields. */
  readonly guard: FieldGuard | null;
}
