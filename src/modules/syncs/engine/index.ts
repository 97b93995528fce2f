export { breakerTrips, type Held } from './run/breaker.js';
export {
  approveHeld,
  doneOf,
  nextCursor,
  type RunCounts,
  startCheckpoint,
  type Checkpoint,
} from './run/checkpoint.js';
export type { RunEnd, RunOutcome } from './run/outcome.js';
export { rejectHeld } from './run/reject.js';
export { runSync } from './run/run.js';
export type {
  ChangeSource,
  Mutation,
  RecordRange,
  RunControl,
  StoreTransaction,
  SyncStore,
  Totals,
} from './run/store.js';
export type { RunRequest } from './run/sync-run.js';
export type { RecordLink, RecordSource, Reread, Waiting } from './rehearsal/index.js';
