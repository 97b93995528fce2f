export type { Held } from './run/breaker.js';
export { approveHeld, nextCursor, startCheckpoint, type Checkpoint } from './run/checkpoint.js';
export type { RunEnd, RunOutcome } from './run/outcome.js';
export { rejectHeld } from './run/reject.js';
export { runSync } from './run/run.js';
export type { Mutation, RecordRange, RunControl, StoreTransaction, SyncStore, Totals } from './run/store.js';
export type { RunRequest } from './run/sync-run.js';
