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
