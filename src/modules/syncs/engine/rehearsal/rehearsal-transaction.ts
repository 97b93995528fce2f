import type { SyncRecord } from '#records';
import type { Mutation, RecordRange, StoreTransaction, Totals } from '../run/store.js';
import type { Findings, Leaving } from './findings.js';
import type { IdSet } from './id-set.js';
import type { Overlay } from './overlay.js';
import type { RecordSource } from './source.js';
import { isRehearsed } from './trace.js';

const pageSize = 1_000;
const heldSample = 20;

interface Parts {
  readonly source: RecordSource;
  readonly findings: Findings;
  readonly overlay: Overlay;
  readonly seen: IdSet;
}

type Queued = 'dirty' | 'delete_pending';

const byId = (left: SyncRecord, right: SyncRecord): number => (left.id < right.id ? -1 : 1);

export class RehearsalTransaction implements StoreTransaction {
  private listing: string | null = null;
  private stored: Promise<Totals> | null = null;
  /** Up to here every stored record of the state was changed by the rehearsal, and need not be read again. */
  private readonly done: Record<Queued, string | null> = { dirty: null, delete_pending: null };
  /** The batch that goes out, as it is now. */
  private batch = new Map<string, SyncRecord>();
  private readonly hollow = new Set<string>();
  private readonly unsure = new Set<string>();

  constructor(private readonly parts: Parts) {}

  async recordsByRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    const { source, overlay } = this.parts;
    const leaving = this.owners(remoteIds);
    if (leaving !== null) return leaving;
    const stored = (await source.byRemoteIds(remoteIds)).map(record => overlay.over(record));
    const made = remoteIds.map(remoteId => overlay.madeFor(remoteId));
    return [...stored, ...made].filter(record => record !== null && record.remote !== null) as SyncRecord[];
  }

  /** The owners of answered objects, when they are all on their way out: the usual case, answered without a question. */
  private owners(remoteIds: readonly string[]): SyncRecord[] | null {
    const asked = new Set(remoteIds.filter(id => !isRehearsed(id)));
    const found = [...this.batch.values()].filter(({ remote }) => remote !== null && asked.has(remote.id));
    return found.length === asked.size ? found : null;
  }

  async recordsOf(ids: readonly string[], remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    const leaving = ids.flatMap(id => this.batch.get(id) ?? []);
    const others = ids.filter(id => !this.batch.has(id));
    const named = others.length === 0 ? leaving : [...leaving, ...(await this.recordsByIds(others))];
    const found = [...(await this.recordsByRemoteIds(remoteIds)), ...named];
    return [...new Map(found.map(record => [record.id, record])).values()].toSorted(byId);
  }

  private async recordsByIds(ids: readonly string[]): Promise<SyncRecord[]> {
    const { source, overlay } = this.parts;
    const made = ids.map(id => overlay.madeById(id)).filter(record => record !== null);
    const others = ids.filter(id => overlay.madeById(id) === null);
    const stored = others.length === 0 ? [] : await source.byIds(others);
    return [...stored.map(record => overlay.over(record)), ...made];
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    for (const mutation of mutations) {
      this.parts.findings.step(mutation);
      this.parts.overlay.write(mutation);
      if (this.batch.has(mutation.after.id)) this.batch.set(mutation.after.id, mutation.after);
    }
  }

  async markSeen(remoteIds: readonly string[], listingId: string): Promise<void> {
    if (this.listing !== listingId) this.parts.seen.clear();
    this.listing = listingId;
    for (const remoteId of remoteIds) this.parts.seen.add(remoteId);
  }

  /** Reads links alone until it has found enough that the listing did not name. */
  async absent(listingId: string, { after, limit }: RecordRange): Promise<readonly SyncRecord[]> {
    const { source, overlay, seen } = this.parts;
    if (this.listing !== listingId) seen.clear();
    const ids: string[] = [];
    for (let from = after; ids.length < limit;) {
      const links = await source.linked({ after: from, limit: pageSize });
      const gone = links.filter(
        ({ id, remoteId }) => overlay.trace(id)?.version !== null && !seen.has(remoteId),
      );
      ids.push(...gone.map(({ id }) => id));
      from = links.at(-1)?.id ?? from;
      if (links.length < pageSize) break;
    }
    return (await this.recordsByIds(ids.toSorted().slice(0, limit))).toSorted(byId);
  }

  staged(range: RecordRange): Promise<readonly SyncRecord[]> {
    return this.inState('delete_pending', range);
  }

  async dirty(range: RecordRange): Promise<readonly SyncRecord[]> {
    const { overlay } = this.parts;
    const records = await this.inState('dirty', range);
    this.batch = new Map(records.map(record => [record.id, record]));
    this.hollow.clear();
    this.unsure.clear();
    for (const record of records) {
      if (!overlay.isWhole(record)) this.hollow.add(record.id);
      if (mayBeThere(record)) this.unsure.add(record.id);
    }
    return records;
  }

  leaving(id: string): Leaving {
    const record = this.hollow.has(id) ? null : (this.batch.get(id) ?? null);
    return { record, mayBeThere: this.unsure.has(id) };
  }

  private async inState(state: Queued, { after, limit }: RecordRange): Promise<SyncRecord[]> {
    const changed = this.parts.overlay.idsIn(state, after, limit);
    const records = [
      ...(await this.untouched(state, { after, limit })),
      ...(await this.recordsByIds(changed)),
    ];
    return records.toSorted(byId).slice(0, limit);
  }

  private async untouched(state: Queued, { after, limit }: RecordRange): Promise<SyncRecord[]> {
    const { source, overlay } = this.parts;
    const found: SyncRecord[] = [];
    for (let from = later(after, this.done[state]); found.length < limit;) {
      const page = await source.inState(state, { after: from, limit });
      const isStart = from === this.done[state];
      const first = page.findIndex(({ id }) => !overlay.has(id));
      if (isStart) this.done[state] = (first === -1 ? page.at(-1) : page[first - 1])?.id ?? from;
      found.push(...page.filter(({ id }) => !overlay.has(id)));
      from = page.at(-1)?.id ?? from;
      if (page.length < limit) break;
    }
    return found.slice(0, limit);
  }

  async totals(): Promise<Totals> {
    const { source, overlay } = this.parts;
    const { delta } = overlay;
    this.stored ??= source.totals();
    const stored = await this.stored;
    const staged = await this.staged({ after: null, limit: heldSample });
    const isTombstone = (id: string): boolean => {
      const trace = overlay.trace(id);
      return trace === undefined || (trace.deleted && trace.version !== null);
    };
    return {
      linked: stored.linked + delta.linked,
      staged: stored.staged + delta.staged,
      tombstones: stored.tombstones + delta.tombstones,
      stagedSample: staged.map(({ id }) => id),
      tombstoneSample: stored.tombstoneSample.filter(isTombstone),
      lastDirtyId: later(stored.lastDirtyId, overlay.lastDirtyId()),
    };
  }

  async saveCheckpoint(): Promise<void> {
    // Nothing to go on from: a rehearsal that was cut short begins anew.
  }
}

const later = (left: string | null, right: string | null): string | null =>
  left === null || (right !== null && right > left) ? right : left;

/** It was sent before without an answer, or was there and seemed to go: a creation may find it. */
const mayBeThere = ({ remote, unanswered, base }: SyncRecord): boolean =>
  remote === null && (unanswered.length > 0 || base !== null);
