import type { RunControl, StoreTransaction, SyncStore } from '../run/store.js';

/** The process died. */
export class Crash extends Error {}

/** A transaction is one step; `before` loses its work, `after` loses only the knowledge that it was done. */
export interface CrashPlan {
  readonly step: number;
  readonly when: 'before' | 'after';
}

/** A store as one process sees it that may die at any step; from then on nothing of it gets through. */
export class MortalStore implements SyncStore {
  private steps = 0;
  private isDead = false;

  constructor(
    private readonly store: SyncStore,
    private readonly plan: CrashPlan | null,
  ) {}

  async transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    this.steps += 1;
    const step = this.steps;
    const result = await this.store.transaction(async tx => {
      this.dieIf('before', step, this.isDead);
      return work(tx).finally(() => this.dieIf('before', step));
    });
    this.dieIf('after', step);
    return result;
  }

  private dieIf(when: CrashPlan['when'], step: number, already = false): void {
    this.isDead ||= this.plan?.step === step && this.plan.when === when;
    if (this.isDead || already) throw new Crash();
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.store.knownVersions(remoteIds);
  }

  async control(): Promise<RunControl> {
    return this.store.control();
  }
}
