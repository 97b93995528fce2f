import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#kernel';
import type { SyncRecord } from '#records';
import { type OpenedStore, startTestHub, storeOpener, type StoreOpener, type TestHub } from '#support';
import type { Mutation, RecordRange, StoreTransaction } from '../../src/modules/syncs/engine/index.js';
import { MemoryStore } from '../../src/modules/syncs/engine/testing/memory-store.js';
import { MemoryTransaction } from '../../src/modules/syncs/engine/testing/memory-transaction.js';
import { describeStore } from '../../src/modules/syncs/engine/testing/store-contract.js';
import { lostMarks, unequal } from '../../src/modules/syncs/engine/testing/play/observer.js';
import { Player } from '../../src/modules/syncs/engine/testing/play/player.js';
import { type Program, programs } from '../../src/modules/syncs/engine/testing/play/program.js';

let hub: TestHub;
let opener: StoreOpener;

beforeAll(async () => {
  hub = await startTestHub({ CAUSEWAY_ROLE: 'api' });
  opener = await storeOpener(hub);
});
afterAll(async () => {
  await opener.close();
  await hub.stop();
});

describeStore('the store on PostgreSQL', async () => ({ ...(await opener.open()), newId }));

const byId = (records: readonly SyncRecord[]): SyncRecord[] =>
  records.toSorted((left, right) => (left.id < right.id ? -1 : 1));

/** Does everything in memory and in PostgreSQL, and insists that both read the same. */
class TwinTransaction implements StoreTransaction {
  constructor(
    private readonly memory: StoreTransaction,
    private readonly postgres: StoreTransaction,
  ) {}

  private async both<T>(
    ask: (tx: StoreTransaction) => Promise<T>,
    shape = (value: T): unknown => value,
  ): Promise<T> {
    const expected = await ask(this.memory);
    expect(shape(await ask(this.postgres))).toEqual(shape(expected));
    return expected;
  }

  recordsByRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    return this.both(tx => tx.recordsByRemoteIds(remoteIds), byId);
  }

  recordsOf(ids: readonly string[], remoteIds: readonly string[]): Promise<readonly SyncRecord[]> {
    return this.both(tx => tx.recordsOf(ids, remoteIds));
  }

  async write(mutations: readonly Mutation[]): Promise<void> {
    await this.memory.write(mutations);
    await this.postgres.write(mutations);
  }

  async markSeen(remoteIds: readonly string[], listingId: string): Promise<void> {
    await this.both(tx => tx.markSeen(remoteIds, listingId));
  }

  absent(listingId: string, range: RecordRange) {
    return this.both(tx => tx.absent(listingId, range));
  }

  staged(range: RecordRange) {
    return this.both(tx => tx.staged(range));
  }

  dirty(range: RecordRange) {
    return this.both(tx => tx.dirty(range));
  }

  totals() {
    return this.both(
      tx => tx.totals(),
      ({ stagedSample, tombstoneSample, ...counts }) => ({
        ...counts,
        stagedSample: stagedSample.slice(0, 5),
        tombstoneSample: tombstoneSample.slice(0, 5),
      }),
    );
  }

  async saveCheckpoint(...saved: Parameters<StoreTransaction['saveCheckpoint']>): Promise<void> {
    await this.memory.saveCheckpoint(...saved);
    await this.postgres.saveCheckpoint(...saved);
  }
}

/** The engine's own store of its tests, with PostgreSQL as a twin that must agree with it at every step. */
class TwinStore extends MemoryStore {
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly opened: OpenedStore) {
    super();
  }

  override transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const done = this.line.then(() => this.twice(work));
    this.line = done.catch(() => undefined);
    return done;
  }

  private async twice<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    await opener.query('update sync_run set lease_fence = $1 where id = $2', [this.fence, this.opened.runId]);
    const memory = new MemoryTransaction(this);
    const result = await this.opened.store.transaction(postgres =>
      work(new TwinTransaction(memory, postgres)),
    );
    memory.commit();
    return result;
  }

  override async knownVersions(remoteIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = await super.knownVersions(remoteIds);
    expect(await this.opened.store.knownVersions(remoteIds)).toEqual(known);
    return known;
  }
}

const playOnBoth = async (
  program: Program,
): Promise<{ player: Player; store: TwinStore; opened: OpenedStore }> => {
  const opened = await opener.open();
  const player = new Player(program);
  const store = new TwinStore(opened);
  Object.assign(player.world, { store, newId });
  await player.play();
  await player.rest();
  return { player, store, opened };
};

/** History and conflicts, which the engine does not read, follow from the mutations. */
const expectTrail = async (store: TwinStore, { syncId }: OpenedStore): Promise<void> => {
  const versions = await opener.query<{ record_id: string; revision: number }>(
    `select record_id, v.revision from record_version v join record r on r.id = v.record_id
     where r.sync_id = $1 order by 1, 2`,
    [syncId],
  );
  const replaced = store.journal
    .flatMap(({ before, after }) => (before && before.revision !== after.revision ? [before] : []))
    .map(({ id, revision }) => ({ record_id: id, revision }))
    .toSorted((a, b) =>
      a.record_id === b.record_id ? a.revision - b.revision : a.record_id < b.record_id ? -1 : 1,
    );
  expect(versions).toEqual(replaced);
  const open = await opener.query<{ record_id: string }>(
    `select record_id from record_conflict where sync_id = $1 and status = 'open' order by 1`,
    [syncId],
  );
  const clashing = byId([...store.records.values()].filter(record => record.conflict !== null));
  expect(open).toEqual(clashing.map(({ id }) => ({ record_id: id })));
  const positions = await opener.query<{ feed_position: string }>(
    'select feed_position from record where sync_id = $1',
    [syncId],
  );
  expect(new Set(positions.map(row => row.feed_position)).size).toBe(store.records.size);
};

describe('the sync engine on PostgreSQL', () => {
  const numRuns = process.env['LONG'] ? 1_000 : 200;

  it('does the same as in memory, whatever people, networks and power supplies do', async () => {
    const policies = ['manual', 'latest', 'source', 'merge', 'mixed'] as const;
    const property = fc.asyncProperty(programs(policies), async program => {
      const { player, store, opened } = await playOnBoth(program);
      expect(unequal(player.world)).toEqual([]);
      expect(lostMarks(player.world, player.people)).toEqual([]);
      await expectTrail(store, opened);
    });
    await fc.assert(property, { numRuns });
  }, 3_600_000);
});
