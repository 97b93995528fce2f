import type { RunControl, StoreTransaction, SyncStore } from '../run/store.js';
import type { Life } from './life.js';

/** A store as one process sees it that may die at any of its awaits. */
export class MortalStore implements SyncStore {
  constructor(
    private readonly store: SyncStore,
    private readonly life: Life,
  ) {}

  async transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const { life } = this;
    const step = life.next();
    const result = await this.store.transaction(async tx => {
      life.dieIf('before', step);
      return work(tx).finally(() => life.dieIf('before', step));
    });
    life.dieIf('after', step);
    return result;
  }

  async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.life.during(() => this.store.knownVersions(remoteIds));
  }

  async control(): Promise<RunControl> {
    return this.life.during(() => this.store.control());
  }
}
