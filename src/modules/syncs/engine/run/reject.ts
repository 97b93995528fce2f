import { decision, revise, revive, type DecisionContext, type SyncRecord } from '#records';
import type { DeletionFlow } from './breaker.js';
import type { RecordRange, StoreTransaction } from './store.js';
import { mutationOf, type RunInput } from './sync-run.js';

const batchSize = 200;

/** How one flow's deletions are found and taken back. */
interface Rejection {
  list(tx: StoreTransaction, range: RecordRange): Promise<readonly SyncRecord[]>;
  takeBack(context: DecisionContext, record: SyncRecord): SyncRecord | null;
}

const rejections: Record<DeletionFlow, Rejection> = {
  incoming: {
    list: (tx, range) => tx.staged(range),
    takeBack: (context, record) =>
      record.outOfFilter
        ? revise(context.model, record, { staged: false, outOfFilter: undefined })
        : revive(context, record).after,
  },
  outgoing: {
    list: (tx, range) => tx.dirty(range),
    takeBack: ({ model }, record) =>
      record.deleted && record.remote !== null ? revise(model, record, { deleted: false }) : null,
  },
};

/**
 * A person declined the deletions that a run was held for; taken up afterwards, the run goes on without them.
 * Incoming: the records lose their link, so a two-way sync creates them again at the provider (under `pull` they stay
 * here alone). Outgoing: the tombstones live again. Safe to repeat after a crash.
 */
export const rejectHeld = async (
  input: Pick<RunInput, 'store' | 'request'>,
  flow: DeletionFlow,
): Promise<void> => {
  const { store, request } = input;
  const { list, takeBack } = rejections[flow];
  const rejectBatch = (after: string | null): Promise<string | null> =>
    store.transaction(async tx => {
      const records = await list(tx, { after, limit: batchSize });
      const mutations = records.flatMap(record =>
        mutationOf(record, decision('revive', takeBack(request, record)), 'delete_rejected'),
      );
      await tx.write(mutations);
      await tx.saveCheckpoint(request.fence, request.checkpoint);
      return records.at(-1)?.id ?? null;
    });
  for (let after = await rejectBatch(null); after !== null;) after = await rejectBatch(after);
};
