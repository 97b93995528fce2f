import type { RecordState, SyncRecord } from '#records';
import type { RecordRange, Totals } from '../run/store.js';

/** Which object a record stands for, without its content. */
export interface RecordLink {
  readonly id: string;
  readonly remoteId: string;
  readonly version: string;
  readonly staged: boolean;
}

/** How many records wait for something, by what they wait for. */
export interface Waiting {
  readonly push: number;
  readonly decision: number;
  readonly deletion: number;
}

/**
 * The records of one sync for somebody who only looks: nothing is locked and there is no way to write. Lists come in the
 * order of ids. What the provider once sent (`remote.data`) may be left out, unless stored objects are read anew: nobody
 * here hands it back.
 */
export interface RecordSource {
  links(remoteIds: readonly string[]): Promise<readonly RecordLink[]>;
  byRemoteIds(remoteIds: readonly string[]): Promise<readonly SyncRecord[]>;
  byIds(ids: readonly string[]): Promise<readonly SyncRecord[]>;
  linked(range: RecordRange): Promise<readonly RecordLink[]>;
  inState(state: RecordState, range: RecordRange): Promise<readonly SyncRecord[]>;
  totals(): Promise<Totals>;
  waiting(): Promise<Waiting>;
}

/** The records of a sync that does not exist yet. */
export const noRecords: RecordSource = {
  links: async () => [],
  byRemoteIds: async () => [],
  byIds: async () => [],
  linked: async () => [],
  inState: async () => [],
  totals: async () => ({
    linked: 0,
    staged: 0,
    tombstones: 0,
    stagedSample: [],
    tombstoneSample: [],
    lastDirtyId: null,
  }),
  waiting: async () => ({ push: 0, decision: 0, deletion: 0 }),
};
