import { changeOf, type SyncRecord } from '#records';
import { ProviderError, type ProviderErrorCode } from '#kernel';
import type { PushResult, RecordChange } from '#provider-sdk';
import { doneOf } from './checkpoint.js';
import { inParallel } from './in-parallel.js';
import { passBreaker } from './deletions.js';
import { ProviderFailure } from './outcome.js';
import { commitReplies, noteSent, outgoing, type Outgoing, type Reply } from './replies.js';
import type { SyncRun } from './sync-run.js';

const batchSize = 20;
const concurrency = 4;
/**
 * So many replies are written down together. A transaction for each cost 28 statements a record, for five 10, for ten 7;
 * a crash repeats the pushes of one group more, which is as harmless as to repeat one.
 */
const groupSize = 10;
/** Pushes of one record in one run: the provider may keep answering `stale`, or the API keep editing. */
const maxPushes = 3;

const recordsOwn: ReadonlySet<ProviderErrorCode> = new Set(['permanent', 'not_found', 'cursor_expired']);

/** One refused record must not hold up the others; what concerns the whole connection ends the run. */
const refusalIn = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure && recordsOwn.has(error.error.providerCode)) return error;
  throw error;
};

const send = (run: SyncRun, change: RecordChange): Promise<PushResult> => {
  const { provider, session } = run.input;
  if (provider.push === undefined)
    throw new ProviderFailure(new ProviderError('permanent', 'It cannot be written.'));
  const push = provider.push.bind(provider);
  return run.calling(() => push(session, change));
};

/** The call is outside any transaction; the reply meets the record as it is when it is written down. */
const pushRecord = async (run: SyncRun, out: Outgoing): Promise<Reply> => {
  const { modelName: model, containerId } = run.input.request;
  if (run.input.session.signal.aborted) await run.mayContinue();
  const change = changeOf(run.context, { model, containerId }, out.sent);
  const result = await send(run, change).catch((error: unknown) => refusalIn(error));
  return { out, change, result };
};

/**
 * Sends each once and answers what is to go out again. Replies are written down in groups while others are under way, but
 * nothing new is begun before that is done and nobody wants the run to stop. Whatever ends the round, those that came
 * in are kept.
 */
const pushRound = async (run: SyncRun, round: readonly Outgoing[]): Promise<Outgoing[]> => {
  const again: Outgoing[] = [];
  const replies: Reply[] = [];
  let isWritten: Promise<void> = Promise.resolve();
  const commit = async (): Promise<void> => {
    const group = replies.splice(0);
    if (group.length > 0) again.push(...(await commitReplies(run, group)));
  };
  const pushOne = async (out: Outgoing): Promise<void> => {
    await isWritten;
    const reply = await pushRecord(run, out);
    replies.push(reply);
    if (replies.length < groupSize) return;
    isWritten = commit().then(() => run.mayContinue());
    await isWritten;
  };
  try {
    await inParallel(round, concurrency, pushOne);
  } finally {
    await commit();
  }
  return again;
};

const isDue = (run: SyncRun, { pushError }: SyncRecord): boolean => {
  const { retryFailed, runId } = run.input.request;
  return pushError === null || (retryFailed === true && pushError.runId !== runId);
};

/** The breaker looks once, and the phase is bounded by the highest dirty id of that moment. */
const beginPhase = (run: SyncRun): Promise<void> =>
  run.commit(async (tx, checkpoint) => {
    const totals = await tx.totals();
    if (totals.lastDirtyId === null) return { ...checkpoint, phase: 'done' };
    passBreaker('outgoing', totals, checkpoint);
    const { dirty } = totals;
    const expected = dirty === undefined ? checkpoint.expected : doneOf(checkpoint.counts) + dirty;
    return { ...checkpoint, upTo: totals.lastDirtyId, expected };
  });

/** Dirty records in order of id, a batch at a time; a batch cut short by a crash begins again. */
const pushBatch = async (run: SyncRun): Promise<void> => {
  const { after, upTo } = run.checkpoint;
  let batch: Outgoing[] = [];
  let last: string | null = null;
  await run.commit(async (tx, checkpoint) => {
    const dirty = await tx.dirty({ after, limit: batchSize });
    const records = dirty.filter(record => upTo !== null && record.id <= upTo);
    last = records.at(-1)?.id ?? null;
    batch = records.filter(record => isDue(run, record)).map(record => outgoing(run, record));
    await tx.write(batch.flatMap(noteSent));
    return last === null ? { ...checkpoint, phase: 'done' } : checkpoint;
  });
  if (last === null) return;
  for (let pushes = 0; batch.length > 0 && pushes < maxPushes; pushes += 1) {
    if (pushes > 0) await run.mayContinue();
    batch = await pushRound(run, batch);
  }
  await run.commit(async (_, checkpoint) => ({ ...checkpoint, after: last }));
};

/** Tells the provider about what is dirty, whether edited by the API, merged by the pull, or revived. */
export const pushPhase = async (run: SyncRun): Promise<void> => {
  if (run.input.request.direction === 'pull') {
    return run.commit(async (_, checkpoint) => ({ ...checkpoint, phase: 'done' }));
  }
  if (run.checkpoint.upTo === null) await beginPhase(run);
  while (run.checkpoint.phase === 'push') {
    await run.mayContinue();
    await run.passGate();
    await pushBatch(run);
  }
};
