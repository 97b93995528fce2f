import { decide, drop } from '#records';
import { breakerTrips, type DeletionFlow, type Held } from './breaker.js';
import { addCounts, type Checkpoint } from './checkpoint.js';
import { RunStopped } from './outcome.js';
import type { Totals } from './store.js';
import { mutationOf, type SyncRun } from './sync-run.js';

const batchSize = 200;

/** After a complete listing: what it did not name is deleted there, and is decided like any other deletion. */
export const absentPhase = async (run: SyncRun): Promise<void> => {
  while (run.checkpoint.phase === 'absent') {
    await run.commit(async (tx, checkpoint) => {
      const { listingId, after } = checkpoint;
      const records = listingId === null ? [] : await tx.absent(listingId, { after, limit: batchSize });
      await tx.write(
        records.flatMap(record => {
          const remoteId = record.remote?.id ?? '';
          return mutationOf(record, decide(run.context, record, { kind: 'delete', remoteId }));
        }),
      );
      const last = records.at(-1);
      return last === undefined
        ? { ...checkpoint, phase: 'apply', after: null }
        : { ...checkpoint, after: last.id };
    });
    await run.mayContinue();
  }
};

const heldBy = (flow: DeletionFlow, totals: Totals, checkpoint: Checkpoint): Held | null => {
  const incoming = flow === 'incoming';
  const deletions = incoming ? totals.staged : totals.tombstones;
  const sample = incoming ? totals.stagedSample : totals.tombstoneSample;
  const load = { deletions, total: totals.linked };
  const reason = breakerTrips(load, checkpoint.approved[flow]);
  return reason === null ? null : { flow, reason, ...load, sample };
};

/** Leaves the run `held` when too much would go. */
export const passBreaker = (flow: DeletionFlow, totals: Totals, checkpoint: Checkpoint): void => {
  const held = heldBy(flow, totals, checkpoint);
  if (held !== null) throw new RunStopped({ kind: 'held', held });
};

/**
 * Staged deletions become tombstones. The breaker looks at every batch: once it has let a run pass, applying only
 * lowers the share that remains, so a run taken up half-way passes again.
 */
export const applyPhase = async (run: SyncRun): Promise<void> => {
  while (run.checkpoint.phase === 'apply') {
    await run.commit(async (tx, checkpoint) => {
      passBreaker('incoming', await tx.totals(), checkpoint);
      const records = await tx.staged({ after: null, limit: batchSize });
      await tx.write(
        records.flatMap(record =>
          mutationOf(
            record,
            drop(run.context, record),
            record.outOfFilter ? 'out_of_filter' : 'delete_applied',
          ),
        ),
      );
      const counted = addCounts(checkpoint, { pulledDeleted: records.length });
      return records.length > 0 ? counted : { ...counted, phase: 'push', after: null, upTo: null };
    });
    await run.mayContinue();
  }
};
