import type { SyncRecord } from '#records';
import type { Mutation } from '../run/store.js';
import type { RecordSource } from './source.js';

/** What another view of their objects makes of stored records, as a re-mapping writes it. */
export interface Reread {
  readonly size: number;
  read(records: readonly SyncRecord[]): readonly Mutation[];
}

/**
 * The stored records as they are once they were read anew. Each is read anew whenever it is asked for, so that no content
 * has to be kept; which state they came to is in the overlay.
 */
export const rereadSource = (source: RecordSource, reread: Reread): RecordSource => {
  const anew = (records: readonly SyncRecord[]): SyncRecord[] => {
    const after = new Map(reread.read(records).map(mutation => [mutation.after.id, mutation.after]));
    return records.map(record => after.get(record.id) ?? record);
  };
  return {
    links: remoteIds => source.links(remoteIds),
    linked: range => source.linked(range),
    byRemoteIds: async remoteIds => anew(await source.byRemoteIds(remoteIds)),
    byIds: async ids => anew(await source.byIds(ids)),
    inState: async (state, range) => anew(await source.inState(state, range)),
    totals: () => source.totals(),
    waiting: () => source.waiting(),
  };
};

/** Each step of the re-mapping, some at a time, until all stored objects were read or somebody says stop. */
export async function* rereadSteps(
  source: RecordSource,
  { size, read }: Reread,
): AsyncGenerator<{ readonly done: number; readonly steps: readonly Mutation[] }> {
  let done = 0;
  for (let after: string | null = null; ;) {
    const links = await source.linked({ after, limit: size });
    const records = await source.byIds(links.map(({ id }) => id));
    done += links.length;
    yield { done, steps: read(records) };
    after = links.at(-1)?.id ?? after;
    if (links.length < size) return;
  }
}
