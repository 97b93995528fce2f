import type { RecordState, SyncRecord } from '#records';
import type { Mutation } from '../run/store.js';
import { IdQueue } from './id-queue.js';
import { digestOf } from './id-set.js';
import { asTraced, copyOf, isMade, madeId, madeRecord, type Trace, traceOf } from './trace.js';

/** As many merged records keep their content, for the samples of what would go out. */
const mostKept = 64;

const isLinked = (record: SyncRecord | null): boolean => record !== null && record.remote !== null;
const isTombstone = (record: SyncRecord | null): boolean => isLinked(record) && record?.deleted === true;
const one = (yes: boolean): number => (yes ? 1 : 0);
const hasMoved = (before: SyncRecord, after: SyncRecord): boolean =>
  before.state !== after.state || before.deleted !== after.deleted || before.staged !== after.staged;
const isMerged = ({ state, deleted, remote }: SyncRecord): boolean =>
  state === 'dirty' && !deleted && remote !== null;

/**
 * What a rehearsal changed, laid over the stored records. Of a changed record it keeps a trace, of a new one its object's
 * version: some hundred bytes each, however large the records are, so that memory stays flat.
 */
export class Overlay {
  readonly delta = { linked: 0, staged: 0, tombstones: 0 };
  private readonly traces = new Map<string, Trace>();
  /** Versions of objects that got a record, by the digest of their id. */
  private readonly made = new Map<string, string>();
  private readonly kept = new Map<string, SyncRecord>();
  private readonly queues = { delete_pending: new IdQueue(), dirty: new IdQueue() };

  /** Of a stored record under another view only the way it moved is kept; the source makes the rest again. */
  reread(mutation: Mutation): void {
    const { before, after } = mutation;
    this.count(mutation);
    if (before !== null && !hasMoved(before, after)) return;
    this.enqueue(after);
    this.traces.set(after.id, { ...traceOf(after), reread: true });
  }

  write(mutation: Mutation): void {
    const { before, after } = mutation;
    this.count(mutation);
    if (before === null && after.remote !== null) {
      this.made.set(digestOf(after.remote.id), copyOf(after.remote.version));
      return;
    }
    this.keep(after);
    this.enqueue(after);
    this.traces.set(after.id, traceOf(after));
    if (before?.remote && after.remote === null && isMade(after.id))
      this.made.delete(digestOf(before.remote.id));
  }

  private count({ before, after }: Mutation): void {
    this.delta.linked += one(isLinked(after)) - one(isLinked(before));
    this.delta.staged += one(after.staged) - one(before?.staged === true);
    this.delta.tombstones += one(isTombstone(after)) - one(isTombstone(before));
  }

  private keep(record: SyncRecord): void {
    if (isMerged(record) && (this.kept.has(record.id) || this.kept.size < mostKept))
      this.kept.set(record.id, record);
    else this.kept.delete(record.id);
  }

  private enqueue({ id, state }: SyncRecord): void {
    if ((state === 'dirty' || state === 'delete_pending') && this.traces.get(id)?.state !== state)
      this.queues[state].add(id);
  }

  has(id: string): boolean {
    return this.traces.has(id);
  }

  /** False when the content is not what the rehearsal made of it. */
  isWhole(record: SyncRecord): boolean {
    const trace = this.traces.get(record.id);
    return !isMerged(record) || trace === undefined || trace.reread === true || this.kept.has(record.id);
  }

  over(stored: SyncRecord): SyncRecord {
    const trace = this.traces.get(stored.id);
    return (
      this.kept.get(stored.id) ?? (trace === undefined || trace.reread ? stored : asTraced(stored, trace))
    );
  }

  trace(id: string): Trace | undefined {
    return this.traces.get(id);
  }

  /** The record made for an object, null when there is none. */
  madeFor(remoteId: string): SyncRecord | null {
    const version = this.made.get(digestOf(remoteId));
    return version === undefined ? null : this.over(madeRecord(madeId(remoteId), version));
  }

  madeById(id: string): SyncRecord | null {
    return isMade(id) ? this.over(madeRecord(id, '')) : null;
  }

  /** Ids of records that the rehearsal brought into this state. */
  idsIn(state: 'dirty' | 'delete_pending', after: string | null, limit: number): string[] {
    return this.queues[state].list(after, limit, id => this.isIn(id, state));
  }

  private isIn(id: string, state: RecordState): boolean {
    return this.traces.get(id)?.state === state;
  }

  lastDirtyId(): string | null {
    return this.queues.dirty.last();
  }
}
