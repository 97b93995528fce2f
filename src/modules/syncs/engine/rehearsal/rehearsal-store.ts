import type { Mutation, RunControl, StoreTransaction, SyncStore } from '../run/store.js';
import { IdSet } from './id-set.js';
import { Overlay } from './overlay.js';
import { RehearsalTransaction } from './rehearsal-transaction.js';
import type { Findings, Leaving } from './findings.js';
import type { RecordSource } from './source.js';

export interface RehearsalStage {
  readonly source: RecordSource;
  readonly findings: Findings;
  control(): Promise<RunControl>;
}

/** The engine's store for a run that must leave no mark: reads what is stored, and writes into an overlay. */
export class RehearsalStore implements SyncStore {
  private readonly overlay = new Overlay();
  private readonly tx: RehearsalTransaction;

  constructor(private readonly stage: RehearsalStage) {
    this.tx = new RehearsalTransaction({ ...stage, overlay: this.overlay, seen: new IdSet() });
  }

  /** The engine's commits line up by themselves, and there is nothing to take back: a failure ends the rehearsal. */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    return work(this.tx);
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (const { id, remoteId, version, staged } of await this.stage.source.links(remoteIds)) {
      const trace = this.overlay.trace(id);
      const now = trace === undefined ? version : trace.version;
      const isStaged = trace === undefined ? staged : trace.state === 'delete_pending';
      if (now !== null && !isStaged) known.set(remoteId, now);
    }
    for (const remoteId of remoteIds) {
      const made = this.overlay.madeFor(remoteId);
      if (made?.remote && !made.staged) known.set(remoteId, made.remote.version);
    }
    return known;
  }

  /** Steps of a re-mapping, whose outcome the source gives by itself. */
  reread(steps: readonly Mutation[]): void {
    for (const step of steps) {
      this.stage.findings.step(step);
      this.overlay.reread(step);
    }
  }

  control(): Promise<RunControl> {
    return this.stage.control();
  }

  leaving(id: string): Leaving {
    return this.tx.leaving(id);
  }
}
