import type { Mutation, SyncRecord } from '#records';
import {
  type BySide,
  type MirrorLink,
  type MirrorSide,
  otherSide,
  sides,
  type SideNow,
  type Step,
} from '../decisions/index.js';
import type {
  Advance,
  DeletionLoad,
  MirrorState,
  MirrorStore,
  MirrorTransaction,
  News,
} from '../engine/index.js';
import type { StoreTransaction } from '../../syncs/engine/run/store.js';
import type { World } from '../../syncs/engine/testing/world.js';

/** The process died: before its commit, which loses its work, or after, which loses only the knowledge of it. */
export class MirrorCrash extends Error {}

interface MirrorCrashPlan {
  readonly step: number;
  readonly when: 'before' | 'after';
}

const isVisible = ({ before, after }: Mutation): boolean => before?.revision !== after.revision;

/** What a mirror has committed. */
class Committed {
  links = new Map<string, MirrorLink>();
  state: MirrorState = {
    positions: { a: 0, b: 0 },
    joined: false,
    held: { a: null, b: null },
    approved: { a: null, b: null },
    untold: { a: false, b: false },
  };
}

/** A mirror in memory over two syncs in memory: one transaction over all three, all or nothing. */
export class MemoryMirror implements MirrorStore {
  readonly kept = new Committed();
  /** Where the next process dies. */
  crash: MirrorCrashPlan | null = null;
  private steps = 0;

  constructor(private readonly worlds: BySide<World>) {}

  async transaction(work: (tx: MirrorTransaction, state: MirrorState) => Promise<Advance>): Promise<Advance> {
    this.steps += 1;
    const isLast = this.crash?.step === this.steps;
    const { kept, worlds } = this;
    const outcome = await worlds.a.store.transaction(a =>
      worlds.b.store.transaction(async b => {
        const tx = new MemoryMirrorTransaction(kept, worlds, { a, b });
        const done = await work(tx, kept.state);
        if (isLast && this.crash?.when === 'before') this.die();
        tx.commit();
        return done;
      }),
    );
    if (isLast) this.die();
    return outcome;
  }

  private die(): never {
    this.crash = null;
    this.steps = 0;
    throw new MirrorCrash();
  }
}

class MemoryMirrorTransaction implements MirrorTransaction {
  private readonly links: Map<string, MirrorLink>;
  private state: MirrorState;

  constructor(
    private readonly kept: Committed,
    private readonly worlds: BySide<World>,
    private readonly stores: BySide<StoreTransaction>,
  ) {
    this.links = new Map(kept.links);
    this.state = kept.state;
  }

  private journal(side: MirrorSide): readonly Mutation[] {
    return this.worlds[side].store.journal;
  }

  async news(side: MirrorSide, after: number, limit: number): Promise<readonly News[]> {
    const last = new Map<string, number>();
    this.journal(side).forEach((mutation, index) => {
      if (isVisible(mutation)) last.set(mutation.after.id, index + 1);
    });
    return [...last]
      .filter(([, position]) => position > after)
      .toSorted(([, left], [, right]) => left - right)
      .slice(0, limit)
      .map(([id, position]) => ({ ...this.worlds[side].record(id), id, position }));
  }

  private all(): MirrorLink[] {
    return [...this.links.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
  }

  async linksOf(side: MirrorSide, recordIds: readonly string[]): Promise<readonly MirrorLink[]> {
    const wanted = new Set(recordIds);
    return this.all().filter(link => wanted.has(link[side]?.recordId ?? ''));
  }

  async halves(side: MirrorSide, keys: readonly string[]): Promise<readonly MirrorLink[]> {
    return this.all().filter(
      link => link[otherSide(side)] === null && link.matchKey !== null && keys.includes(link.matchKey),
    );
  }

  async due(limit: number): Promise<readonly MirrorLink[]> {
    return this.all()
      .filter(({ due }) => due)
      .slice(0, limit);
  }

  async waiting(side: MirrorSide, limit: number): Promise<readonly MirrorLink[]> {
    return this.all()
      .filter(({ waits }) => waits === side)
      .slice(0, limit);
  }

  async records(links: readonly MirrorLink[]): Promise<ReadonlyMap<string, SideNow>> {
    const found = new Map<string, SideNow>();
    for (const link of links) {
      for (const side of sides) {
        const end = link[side];
        if (!end) continue;
        const [record] = await this.stores[side].recordsOf([end.recordId], []);
        if (record) found.set(record.id, { record, steps: this.steps(side, record, end.revision) });
      }
    }
    return found;
  }

  private steps(side: MirrorSide, { id }: SyncRecord, since: number): Step[] {
    return this.journal(side).flatMap((mutation, index) => {
      const { before, after, cause } = mutation;
      if (after.id !== id || before === null || !isVisible(mutation) || before.revision < since) return [];
      const byRun = after.localChangedAt === before.localChangedAt;
      return [{ revision: before.revision, fields: before.fields, cause, byRun, at: new Date(index) }];
    });
  }

  async load(side: MirrorSide, deletedSince: Date): Promise<DeletionLoad> {
    const all = this.all();
    const waiting = all.filter(({ waits }) => waits === side);
    const isRecent = ({ deletion }: MirrorLink): boolean =>
      deletion?.side === side && deletion.at > deletedSince;
    return {
      waiting: waiting.length,
      recent: all.filter(isRecent).length,
      total: all.filter(({ a, b }) => a?.base && b?.base).length,
      sample: waiting.map(link => link[side]?.recordId ?? '').slice(0, 5),
    };
  }

  write(side: MirrorSide, mutations: readonly Mutation[]): Promise<void> {
    return this.stores[side].write(mutations);
  }

  async save(links: readonly MirrorLink[]): Promise<void> {
    for (const link of links) this.links.set(link.id, link);
  }

  async forget(linkIds: readonly string[]): Promise<void> {
    for (const id of linkIds) this.links.delete(id);
  }

  async saveState(state: MirrorState): Promise<void> {
    this.state = state;
  }

  commit(): void {
    this.kept.links = this.links;
    this.kept.state = this.state;
  }
}
