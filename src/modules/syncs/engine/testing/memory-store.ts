import type { SyncRecord } from '#records';
import { startCheckpoint, type Checkpoint } from '../run/checkpoint.js';
import type { ChangeSource, Mutation, RunControl, StoreTransaction, SyncStore } from '../run/store.js';
import { type MemoryState, MemoryTransaction } from './memory-transaction.js';

/**
 * Keeps one sync's records in memory, with what the engine expects of a database: transactions one after the other,
 * all or nothing, and a fence.
 */
export class MemoryStore implements SyncStore, MemoryState {
  readonly records = new Map<string, SyncRecord>();
  readonly seen = new Map<string, string>();
  /** Every mutation ever committed: the history that a database keeps. */
  readonly journal: Mutation[] = [];
  /** Length of the journal after each commit: between two of them nobody sees anything. */
  readonly commits: number[] = [];
  /** The page that brought a mutation. */
  readonly sources = new Map<Mutation, ChangeSource>();
  checkpoint: Checkpoint = startCheckpoint(null);
  fence = 1;
  wanted: RunControl = 'run';
  private turn: Promise<unknown> = Promise.resolve();

  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const done = this.turn.then(() => this.run(work));
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async run<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const tx = new MemoryTransaction(this);
    const result = await work(tx);
    tx.commit();
    this.commits.push(this.journal.length);
    return result;
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = new Set(remoteIds);
    const linked = [...this.records.values()].filter(record => !record.staged);
    return new Map(
      linked.flatMap(({ remote }) =>
        remote && wanted.has(remote.id) ? [[remote.id, remote.version] as const] : [],
      ),
    );
  }

  async control(): Promise<RunControl> {
    return this.wanted;
  }
}
