import {
  createFromRemote,
  createLocally,
  deleteLocally,
  editLocally,
  revise,
  type DecisionContext,
  type SyncRecord,
} from '#records';
import { describe, expect, it } from '@jest/globals';
import { startCheckpoint } from '../run/checkpoint.js';
import type { Mutation, RecordRange, StoreTransaction, SyncStore } from '../run/store.js';
import { noteModel } from './note-model.js';
import { note } from './world.js';

/** An empty sync with a run under way; `fence` is the run's. */
export interface OpenStore {
  readonly store: SyncStore;
  readonly fence: number;
  /** Ascending ids in the shape that the store takes. */
  readonly newId: () => string;
}

const at = new Date('2026-01-01T10:00:00Z');
const all: RecordRange = { after: null, limit: 100 };
const context: DecisionContext = { model: noteModel, direction: 'two_way', policyFor: () => 'manual' };

const remoteRecord = (id: string, remoteId: string): SyncRecord =>
  createFromRemote(id, {
    kind: 'upsert',
    remoteId,
    version: `${remoteId}-v1`,
    fields: note(remoteId),
    data: '{}',
    modifiedAt: at,
  });

const step = (before: SyncRecord | null, after: SyncRecord | null): Mutation[] =>
  after === null ? [] : [{ before, after, cause: 'apply', superseded: [] }];

const insert = async (store: SyncStore, ...records: SyncRecord[]): Promise<void> => {
  await store.transaction(tx => tx.write(records.flatMap(record => step(null, record))));
};

const recordOf = async (tx: StoreTransaction, id: string): Promise<SyncRecord | null> =>
  (await tx.recordsOf([id], []))[0] ?? null;

const idsOf = (records: readonly SyncRecord[]): string[] => records.map(record => record.id);

/** What the engine expects of every store; each store's own spec runs it. */
export const describeStore = (name: string, open: () => Promise<OpenStore>): void => {
  /** clean · dirty · staged · tombstone · never pushed */
  const filled = async () => {
    const opened = await open();
    const { store, newId } = opened;
    const clean = remoteRecord(newId(), 'x1');
    const edited = remoteRecord(newId(), 'x2');
    const staged = revise(noteModel, remoteRecord(newId(), 'x3'), { staged: true });
    const removed = remoteRecord(newId(), 'x4');
    const dirty = editLocally(context, edited, note('mine'), at).after ?? edited;
    const tombstone = deleteLocally(context, removed, at).after ?? removed;
    const fresh = createLocally(newId(), note('fresh'), at);
    await insert(store, clean, dirty, staged, tombstone, fresh);
    return { ...opened, clean, dirty, staged, tombstone, fresh };
  };

  describe(`${name}, as a store of the sync engine`, () => {
    it('gives back what was written, also within the transaction', async () => {
      const { store, clean, dirty, staged, tombstone, fresh } = await filled();
      for (const record of [clean, dirty, staged, tombstone, fresh]) {
        expect(await store.transaction(tx => recordOf(tx, record.id))).toEqual(record);
      }
      const after = editLocally(context, clean, note('again'), at).after;
      const seen = await store.transaction(async tx => {
        await tx.write(step(await recordOf(tx, clean.id), after));
        return recordOf(tx, clean.id);
      });
      expect(seen).toEqual(after);
    });

    it('writes nothing when the work fails', async () => {
      const { store, newId } = await open();
      const record = remoteRecord(newId(), 'x1');
      const failing = store.transaction(async tx => {
        await tx.write(step(null, record));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.transaction(tx => recordOf(tx, record.id))).toBeNull();
    });

    it('finds records by the objects they are linked to', async () => {
      const { store, clean, tombstone } = await filled();
      const found = await store.transaction(tx => tx.recordsByRemoteIds(['x4', 'x1', 'x9']));
      expect(idsOf(found).toSorted()).toEqual([clean.id, tombstone.id]);
    });

    it('finds records by id and by object, each once and in the order of ids', async () => {
      const { store, clean, dirty, tombstone, fresh, newId } = await filled();
      const wanted = [fresh.id, clean.id, newId()];
      const found = await store.transaction(tx => tx.recordsOf(wanted, ['x4', 'x1', 'x2', 'x9']));
      expect(found).toEqual([clean, dirty, tombstone, fresh]);
      expect(await store.transaction(tx => tx.recordsOf([], []))).toEqual([]);
    });

    it('lists by state in the order of ids, a range at a time', async () => {
      const { store, dirty, staged, tombstone, fresh } = await filled();
      await store.transaction(async tx => {
        expect(idsOf(await tx.dirty(all))).toEqual([dirty.id, tombstone.id, fresh.id]);
        expect(idsOf(await tx.dirty({ after: dirty.id, limit: 1 }))).toEqual([tombstone.id]);
        expect(idsOf(await tx.staged(all))).toEqual([staged.id]);
      });
    });

    it('tells absence by the listing, among linked records alone', async () => {
      const { store, newId, dirty, staged, tombstone } = await filled();
      const [older, newer] = [newId(), newId()];
      await store.transaction(tx => tx.markSeen(['x1', 'x2', 'x3', 'x4'], older));
      await store.transaction(async tx => {
        await tx.markSeen(['x1'], newer);
        expect(idsOf(await tx.absent(newer, all))).toEqual([dirty.id, staged.id, tombstone.id]);
        expect(idsOf(await tx.absent(newer, { after: dirty.id, limit: 1 }))).toEqual([staged.id]);
      });
    });

    it('adds up what the breaker asks for', async () => {
      const { store, staged, tombstone, fresh } = await filled();
      expect(await store.transaction(tx => tx.totals())).toEqual({
        linked: 4,
        staged: 1,
        tombstones: 1,
        stagedSample: [staged.id],
        tombstoneSample: [tombstone.id],
        dirty: 3,
        lastDirtyId: fresh.id,
      });
    });

    it('knows the versions of linked records, but not of staged ones', async () => {
      const { store } = await filled();
      const known = await store.knownVersions(['x1', 'x2', 'x3', 'x9']);
      expect(Object.fromEntries(known)).toEqual({ x1: 'x1-v1', x2: 'x2-v1' });
    });

    it('lets one mutation free the object that the next one takes', async () => {
      const { store, clean, fresh } = await filled();
      const freed = revise(noteModel, clean, { remote: null, base: null, deleted: true });
      const taken = revise(noteModel, fresh, { remote: clean.remote, base: clean.fields });
      await store.transaction(tx => tx.write([...step(clean, freed), ...step(fresh, taken)]));
      expect(idsOf(await store.transaction(tx => tx.recordsByRemoteIds(['x1'])))).toEqual([fresh.id]);
    });

    it('refuses a run whose fence is void, and all its work with it', async () => {
      const { store, fence, newId } = await open();
      const record = remoteRecord(newId(), 'x1');
      const late = store.transaction(async tx => {
        await tx.write(step(null, record));
        await tx.saveCheckpoint(fence - 1, startCheckpoint(null));
      });
      await expect(late).rejects.toThrow();
      expect(await store.transaction(tx => recordOf(tx, record.id))).toBeNull();
    });

    it('makes concurrent writers of one record wait for each other', async () => {
      const { store, clean } = await filled();
      const append = (mark: string) =>
        store.transaction(async tx => {
          const record = await recordOf(tx, clean.id);
          await new Promise(resolve => setTimeout(resolve, 5));
          if (record === null) throw new Error('it is gone');
          const title = `${String(record.fields['title'])}${mark}`;
          await tx.write(step(record, revise(noteModel, record, { fields: note(title) })));
        });
      await Promise.all(['a', 'b', 'c'].map(append));
      const record = await store.transaction(tx => recordOf(tx, clean.id));
      expect(String(record?.fields['title'])).toHaveLength('x1abc'.length);
      expect(record?.revision).toBe(clean.revision + 3);
    });
  });
};
