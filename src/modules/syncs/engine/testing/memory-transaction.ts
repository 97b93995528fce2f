import type { SyncRecord } from '#records';
import type { Checkpoint } from '../run/checkpoint.js';
import type { ChangeSource, Mutation, RecordRange, StoreTransaction, Totals } from '../run/store.js';
import { LeaseLost } from './lease-lost.js';

const sampleSize = 5;

/** What a store in memory has committed. */
export interface MemoryState {
  readonly records: Map<string, SyncRecord>;
  readonly seen: Map<string, string>;
  readonly journal: Mutation[];
  readonly sources: Map<Mutation, ChangeSource>;
  checkpoint: Checkpoint;
  readonly fence: number;
}

/** Works on an overlay that only `commit` shows to others. */
export class MemoryTransaction implements StoreTransaction {
  private readonly written = new Map<string, SyncRecord>();
  private readonly seen = new Map<string, string>();
  private readonly mutations: Mutation[] = [];
  private readonly sources = new Map<Mutation, ChangeSource>();
  private checkpoint: Checkpoint | null = null;

  constructor(private readonly store: MemoryState) {}

  private current(): SyncRecord[] {
    return [...new Map([...this.store.records, ...this.written]).values()];
  }

  private inRange(records: readonly SyncRecord[], { after, limit }: RecordRange): SyncRecord[] {
    return records
      .filter(record => after === null || record.id > after)
      .toSorted((left, right) => (left.id < right.id ? -1 : 1))
      .slice(0, limit);
  }

  async recordsByRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    const wanted = new Set(remoteIds);
    return this.current().filter(({ remote }) => remote !== null && wanted.has(remote.id));
  }

  private recordById(id: string): SyncRecord | null {
    return this.written.get(id) ?? this.store.records.get(id) ?? null;
  }

  async recordsOf(ids: readonly string[], remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    const [named, linked] = [new Set(ids), new Set(remoteIds)];
    return this.inRange(
      this.current().filter(({ id, remote }) => named.has(id) || (remote !== null && linked.has(remote.id))),
      { after: null, limit: Infinity },
    );
  }

  /** Refuses what a database would: a version that is not the current one, and two records for one object. */
  async write(mutations: readonly Mutation[], source?: ChangeSource): Promise<void> {
    for (const mutation of mutations) {
      const { before, after } = mutation;
      if (this.recordById(after.id) !== before) throw new Error(`lost update of ${after.id}`);
      const owners = after.remote === null ? [] : await this.recordsByRemoteIds([after.remote.id]);
      if (owners.some(owner => owner.id !== after.id)) throw new Error(`two records for ${after.remote?.id}`);
      this.written.set(after.id, after);
      this.mutations.push(mutation);
      if (source) this.sources.set(mutation, source);
    }
  }

  async markSeen(remoteIds: readonly string[], listingId: string): Promise<void> {
    for (const { id } of await this.recordsByRemoteIds(remoteIds)) this.seen.set(id, listingId);
  }

  async absent(listingId: string, range: RecordRange): Promise<readonly SyncRecord[]> {
    const isSeen = (id: string) => (this.seen.get(id) ?? this.store.seen.get(id)) === listingId;
    return this.inRange(
      this.current().filter(record => record.remote !== null && !isSeen(record.id)),
      range,
    );
  }

  async staged(range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.inRange(
      this.current().filter(record => record.state === 'delete_pending'),
      range,
    );
  }

  async dirty(range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.inRange(
      this.current().filter(record => record.state === 'dirty'),
      range,
    );
  }

  async totals(): Promise<Totals> {
    const linked = this.current().filter(record => record.remote !== null);
    const staged = linked.filter(record => record.staged);
    const tombstones = linked.filter(record => record.deleted);
    const dirty = await this.dirty({ after: null, limit: Infinity });
    return {
      linked: linked.length,
      staged: staged.length,
      tombstones: tombstones.length,
      stagedSample: staged.slice(0, sampleSize).map(record => record.id),
      tombstoneSample: tombstones.slice(0, sampleSize).map(record => record.id),
      dirty: dirty.length,
      lastDirtyId: dirty.at(-1)?.id ?? null,
    };
  }

  async saveCheckpoint(fence: number, checkpoint: Checkpoint): Promise<void> {
    if (fence !== this.store.fence) throw new LeaseLost();
    this.checkpoint = checkpoint;
  }

  commit(): void {
    for (const [id, record] of this.written) this.store.records.set(id, record);
    for (const [id, listingId] of this.seen) this.store.seen.set(id, listingId);
    this.store.journal.push(...this.mutations);
    for (const [mutation, source] of this.sources) this.store.sources.set(mutation, source);
    this.store.checkpoint = this.checkpoint ?? this.store.checkpoint;
  }
}
