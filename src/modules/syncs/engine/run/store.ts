import type { Mutation, SyncRecord } from '#records';
import type { Checkpoint } from './checkpoint.js';

export type { Mutation };

/** Which page brought the changes, for their lineage. */
export interface ChangeSource {
  readonly cursor: string | null;
}

export interface RecordRange {
  /** Exclusive; null begins at the first. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Totals {
  /** Records linked to an object. */
  readonly linked: number;
  /** Of these: deleted there, waiting for the breaker. */
  readonly staged: number;
  /** Of these: deleted here, to be deleted there. */
  readonly tombstones: number;
  /** Some ids of each. */
  readonly stagedSample: readonly string[];
  readonly tombstoneSample: readonly string[];
  /** How many are dirty, where that is counted: for the progress that people see. */
  readonly dirty?: number;
  /** The highest id among the dirty records, null when there is none. */
  readonly lastDirtyId: string | null;
}

/**
 * The records of one sync, inside a transaction. Whatever is read is locked until commit, since the API writes the
 * same rows; several are locked in the order of their ids, so that two writers never wait for each other. Lists come in
 * that order too. A transaction sees what it wrote itself. `testing/store-contract.ts` says all this as tests.
 */
export interface StoreTransaction {
  recordsByRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]>;
  /** Those with one of these ids, and the owners of these objects, each once. */
  recordsOf(ids: readonly string[], remoteIds: readonly string[]): Promise<readonly SyncRecord[]>;
  /** In the given order, for one mutation may free the remote id that the next one takes. */
  write(mutations: readonly Mutation[], source?: ChangeSource): Promise<void>;
  /** Notes that a listing saw these objects. Not part of a record and no change of it. */
  markSeen(remoteIds: readonly string[], listingId: string): Promise<void>;
  /** Linked records that the listing did not see. */
  absent(listingId: string, range: RecordRange): Promise<readonly SyncRecord[]>;
  /** Records in state `delete_pending`. */
  staged(range: RecordRange): Promise<readonly SyncRecord[]>;
  /** Records in state `dirty`. */
  dirty(range: RecordRange): Promise<readonly SyncRecord[]>;
  totals(): Promise<Totals>;
  /** Throws when `fence` is no longer the run's: another process has taken it over, and this one must stop. */
  saveCheckpoint(fence: number, checkpoint: Checkpoint): Promise<void>;
}

export type RunControl = 'run' | 'pause' | 'cancel';

/** What the engine needs of a database. */
export interface SyncStore {
  /** Everything or nothing. Never holds a call to the provider. */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  /** Versions of linked records, except staged ones: their objects are to be looked at again. */
  knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Linked records whose `path` is one of these or below one, in any case, each with its path. */
  knownUnder?(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What a person asked of this run meanwhile. */
  control(): Promise<RunControl>;
}
