import { absorbTwin, beginPush, changeOf, decision, failPush, settlePush, type SyncRecord } from '#records';
import { ProviderError, type ProviderErrorCode } from '#kernel';
import type { PushResult, RecordChange } from '#provider-sdk';
import { addCounts, countsOf, type Checkpoint, type RunCounts } from './checkpoint.js';
import { inParallel } from './in-parallel.js';
import { passBreaker } from './deletions.js';
import { ProviderFailure } from './outcome.js';
import type { Mutation, StoreTransaction } from './store.js';
import { mutationOf, type SyncRun } from './sync-run.js';

const batchSize = 20;
const concurrency = 4;
/** Pushes of one record in one run: the provider may keep answering `stale`, or the API keep editing. */
const maxPushes = 3;

/** One record on its way: as it was before, and as it is handed over, its fields noted as unanswered. */
interface Outgoing {
  readonly before: SyncRecord;
  readonly sent: SyncRecord;
}

const outgoing = (run: SyncRun, before: SyncRecord): Outgoing => ({
  before,
  sent: beginPush(run.context, before),
});

const noteSent = ({ before, sent }: Outgoing): Mutation[] =>
  mutationOf(before, decision('pushed', sent), 'begin_push');

const countOf = (change: RecordChange): keyof RunCounts => {
  if (change.kind === 'delete') return 'pushedDeleted';
  return change.remote === null ? 'pushedCreated' : 'pushedUpdated';
};

/** The record as it is now, a twin's edits included, and the mutation that makes the twin give the object up. */
const absorbing = async (run: SyncRun, tx: StoreTransaction, now: SyncRecord, result: PushResult) => {
  const [owner] = await tx.recordsByRemoteIds([result.current.remoteId]);
  if (owner === undefined || owner.id === now.id) return { now, mutations: [] };
  const { twin, record } = absorbTwin(run.context, now, owner);
  return { now: record.after ?? now, mutations: [...mutationOf(owner, twin), ...mutationOf(now, record)] };
};

/** Its twin took the object over while the call was under way: the answer is about the twin's object now. */
const gaveUp = (sent: SyncRecord, now: SyncRecord): boolean =>
  sent.remote !== null && sent.remote.id !== now.remote?.id;

const settle = async (run: SyncRun, tx: StoreTransaction, { sent }: Outgoing, result: PushResult) => {
  const found = await tx.recordById(sent.id);
  if (found === null || gaveUp(sent, found)) return null;
  const { now, mutations } = await absorbing(run, tx, found, result);
  const settled = settlePush(run.context, { sent, now }, result);
  const after = settled.after ?? now;
  // What goes out again is noted in the same transaction.
  const next = after.state === 'dirty' ? outgoing(run, after) : null;
  const again = next === null ? [] : noteSent(next);
  await tx.write([...mutations, ...mutationOf(now, settled), ...again]);
  return { kind: settled.kind, next };
};

const afterAnswer = (checkpoint: Checkpoint, change: RecordChange, applied: boolean): Checkpoint =>
  applied ? addCounts(checkpoint, { [countOf(change)]: 1 }) : checkpoint;

const commitAnswer = async (run: SyncRun, out: Outgoing, change: RecordChange, result: PushResult) => {
  let next: Outgoing | null = null;
  await run.commit(async (tx, checkpoint) => {
    const settled = await settle(run, tx, out, result);
    next = settled?.next ?? null;
    const conflicts = settled?.kind === 'conflict' ? countsOf(['conflict']) : {};
    return addCounts(afterAnswer(checkpoint, change, result.outcome === 'applied'), conflicts);
  });
  return next as Outgoing | null;
};

const recordsOwn: ReadonlySet<ProviderErrorCode> = new Set(['permanent', 'not_found', 'cursor_expired']);

/** One refused record must not hold up the others; what concerns the whole connection ends the run. */
const refusalIn = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure && recordsOwn.has(error.error.providerCode)) return error;
  throw error;
};

const commitRefusal = (run: SyncRun, { before, sent }: Outgoing, { error }: ProviderFailure): Promise<void> =>
  run.commit(async (tx, checkpoint) => {
    const now = await tx.recordById(sent.id);
    if (now === null) return checkpoint;
    const refusal = { code: error.providerCode, detail: error.publicDetail, runId: run.input.request.runId };
    const after = failPush(run.context, { before, sent, now }, refusal);
    await tx.write([{ before: now, after, cause: 'push_failed', superseded: [] }]);
    return addCounts(checkpoint, { failed: 1 });
  });

const send = (run: SyncRun, change: RecordChange): Promise<PushResult> => {
  const { provider, session } = run.input;
  if (provider.push === undefined)
    throw new ProviderFailure(new ProviderError('permanent', 'It cannot be written.'));
  const push = provider.push.bind(provider);
  return run.calling(() => push(session, change));
};

/** The call is outside any transaction; the answer meets the record as it is by then. */
const pushRecord = async (run: SyncRun, first: Outgoing): Promise<void> => {
  const { modelName: model, containerId } = run.input.request;
  let next: Outgoing | null = first;
  for (let pushes = 0; next !== null && pushes < maxPushes; pushes += 1) {
    await run.mayContinue();
    const out: Outgoing = next;
    const change = changeOf(run.context, { model, containerId }, out.sent);
    const answer = await send(run, change).catch((error: unknown) => refusalIn(error));
    if (answer instanceof ProviderFailure) return commitRefusal(run, out, answer);
    next = await commitAnswer(run, out, change, answer);
  }
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
    return { ...checkpoint, upTo: totals.lastDirtyId };
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
  await inParallel(batch, concurrency, out => pushRecord(run, out));
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
