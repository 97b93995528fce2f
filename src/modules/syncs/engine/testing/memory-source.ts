import type { SyncRecord } from '#records';
import type { RecordLink, RecordSource } from '../rehearsal/source.js';
import type { RecordRange } from '../run/store.js';
import type { MemoryStore } from './memory-store.js';

const linkOf = ({ id, remote, staged }: SyncRecord): RecordLink[] =>
  remote === null ? [] : [{ id, remoteId: remote.id, version: remote.version, staged }];

const inRange = <T extends { readonly id: string }>(all: readonly T[], { after, limit }: RecordRange): T[] =>
  all
    .filter(({ id }) => after === null || id > after)
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .slice(0, limit);

/** Looks at a store in memory without touching it. */
export const memorySource = (store: MemoryStore): RecordSource => {
  const all = (): SyncRecord[] => [...store.records.values()];
  const linkedTo = (remoteIds: readonly string[]): SyncRecord[] => {
    const wanted = new Set(remoteIds);
    return all().filter(({ remote }) => remote !== null && wanted.has(remote.id));
  };
  const count = (state: SyncRecord['state']): number => all().filter(record => record.state === state).length;
  return {
    links: async remoteIds => linkedTo(remoteIds).flatMap(linkOf),
    byRemoteIds: async remoteIds => linkedTo(remoteIds),
    byIds: async ids => all().filter(({ id }) => ids.includes(id)),
    linked: async range => inRange(all().flatMap(linkOf), range),
    inState: async (state, range) =>
      inRange(
        all().filter(record => record.state === state),
        range,
      ),
    totals: () => store.transaction(tx => tx.totals()),
    waiting: async () => ({
      push: count('dirty'),
      decision: count('conflict'),
      deletion: count('delete_pending'),
    }),
  };
};
