export { differingFields, equalFields } from './merge/equality.js';
export {
  mergeFields,
  type FieldConflict,
  type MergeResult,
  type MergeSides,
  type Superseded,
} from './merge/merge.js';
export type { MemberConflict } from './merge/merge-keyed.js';
export {
  conflictPolicies,
  directions,
  type ConflictPolicy,
  type Direction,
  type MergePolicy,
  type Side,
} from './merge/policy.js';
export { decide, type DecideContext } from './record/decide.js';
export { deleteLocally, editLocally } from './record/local.js';
export {
  createLocally,
  type OpenConflict,
  type PushError,
  type RecordState,
  type RemoteLink,
  type SyncRecord,
} from './record/record.js';
export type { Decision, DecisionContext, DecisionKind } from './record/reconcile.js';
export { resolveConflict, type Choice, type Choices } from './record/resolve.js';
export { breakerTrips, type DeletionFlow, type DeletionLoad, type Held } from './run/breaker.js';
export {
  approveHeld,
  nextCursor,
  startCheckpoint,
  type Checkpoint,
  type RunCounts,
  type RunPhase,
} from './run/checkpoint.js';
export type { RunEnd, RunOutcome } from './run/outcome.js';
export { rejectHeld } from './run/reject.js';
export { runSync } from './run/run.js';
export type { Mutation, RecordRange, RunControl, StoreTransaction, SyncStore, Totals } from './run/store.js';
export { mutationOf, type RunInput, type RunRequest } from './run/sync-run.js';
