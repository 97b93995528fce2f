import { decide, type DecisionKind, type SyncRecord } from '#records';
import { ProviderError } from '#kernel';
import type { PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { addCounts, countsOf, type Checkpoint } from './checkpoint.js';
import { ProviderFailure } from './outcome.js';
import type { Mutation, StoreTransaction } from './store.js';
import { mutationOf, type SyncRun } from './sync-run.js';

/** Within one page only an object's last change counts: deleted and back again is not deleted. */
const lastChanges = (changes: readonly RemoteChange[]): RemoteChange[] => [
  ...new Map(changes.map(change => [change.remoteId, change])).values(),
];

const decidePage = async (run: SyncRun, tx: StoreTransaction, changes: readonly RemoteChange[]) => {
  const records = await tx.recordsByRemoteIds(changes.map(change => change.remoteId));
  const byRemoteId = new Map(records.map(record => [record.remote?.id, record]));
  const mutations: Mutation[] = [];
  const kinds: DecisionKind[] = [];
  for (const change of changes) {
    const record: SyncRecord | null = byRemoteId.get(change.remoteId) ?? null;
    const decision = decide(run.context, record, change);
    kinds.push(decision.kind);
    mutations.push(...mutationOf(record, decision));
  }
  return { mutations, kinds };
};

const seenOn = (page: PullPage): string[] => [
  ...page.unchanged,
  ...page.changes.filter(change => change.kind === 'upsert').map(change => change.remoteId),
];

const afterPage = (checkpoint: Checkpoint, page: PullPage): Checkpoint => {
  const { cursor, last } = page;
  // A pull that turns out not to be a listing proves nothing by what it leaves out.
  const listingId = page.listing ? checkpoint.listingId : null;
  const expected = page.expected ?? checkpoint.expected;
  const here = { ...checkpoint, cursor, listingId, expected };
  if (!last) return here;
  return { ...here, phase: listingId === null ? 'apply' : 'absent', after: null };
};

/** One page, one transaction: its changes are decided against rows locked in it, and its cursor goes with them. */
const commitPage = (run: SyncRun, page: PullPage): Promise<void> =>
  run.commit(async (tx, checkpoint) => {
    const { mutations, kinds } = await decidePage(run, tx, lastChanges(page.changes));
    await tx.write(mutations, { cursor: page.cursor });
    if (checkpoint.listingId !== null) await tx.markSeen(seenOn(page), checkpoint.listingId);
    const counted = addCounts(checkpoint, countsOf(kinds));
    return afterPage(
      addCounts(counted, { pulledUnchanged: page.unchanged.length, warnings: page.warnings ?? 0 }),
      page,
    );
  });

interface KnownVersions extends Pick<PullRequest, 'known' | 'knownUnder'> {
  /** The provider asks the store through us: a failure of the store must not be taken for one of the provider. */
  rethrow(): void;
}

const knownVersions = (run: SyncRun): KnownVersions => {
  const failures: unknown[] = [];
  const { store } = run.input;
  const asking = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  const knownUnder = store.knownUnder?.bind(store);
  return {
    known: remoteIds => asking(store.knownVersions(remoteIds)),
    ...(knownUnder ? { knownUnder: paths => asking(knownUnder(paths)) } : {}),
    rethrow: () => {
      if (failures.length > 0) throw failures[0];
    },
  };
};

async function* pagesOf(run: SyncRun): AsyncGenerator<PullPage> {
  const { provider, session, request } = run.input;
  if (provider.pull === undefined)
    throw new ProviderFailure(new ProviderError('permanent', 'It cannot be pulled.'));
  const { modelName, containerId } = request;
  const { rethrow, ...known } = knownVersions(run);
  const pull = provider.pull(session, {
    model: modelName,
    containerId,
    cursor: run.checkpoint.cursor,
    // People wait for what is recent; the hint matters to listings alone.
    ...(run.checkpoint.listingId === null ? {} : { order: 'newest_first' as const }),
    ...known,
  });
  const pages = pull[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await run
        .calling(() => pages.next())
        .catch((error: unknown) => {
          rethrow();
          throw error;
        });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await pages.return?.();
  }
}

/** A pull without a cursor is a listing and gets an id of its own: marks of an abandoned listing prove nothing. */
const beginListing = (run: SyncRun): Promise<void> =>
  run.commit(async (_, checkpoint) => ({
    ...checkpoint,
    cursor: null,
    listingId: run.input.newId(),
    expected: null,
  }));

const pullOnce = async (run: SyncRun): Promise<void> => {
  if (run.checkpoint.cursor === null) await beginListing(run);
  for await (const page of pagesOf(run)) {
    await commitPage(run, page);
    if (page.last) return;
    await run.mayContinue();
    await run.passGate();
  }
  throw new ProviderFailure(new ProviderError('temporary', 'The listing ended before its final page.'));
};

const isExpired = (error: unknown): boolean =>
  error instanceof ProviderFailure && error.error.providerCode === 'cursor_expired';

/** Pages of changes until the final one. An expired cursor means to list everything and compare, once in a run. */
export const pullPhase = async (run: SyncRun): Promise<void> => {
  try {
    await pullOnce(run);
  } catch (error) {
    if (!isExpired(error) || run.checkpoint.relisted) throw error;
    await run.commit(async (_, checkpoint) => ({
      ...checkpoint,
      cursor: null,
      listingId: null,
      relisted: true,
    }));
    await pullOnce(run);
  }
};
