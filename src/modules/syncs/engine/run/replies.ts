import {
  absorbTwin,
  beginPush,
  decision,
  failPush,
  noteAnswer,
  noteRefusal,
  settlePush,
  type Decision,
  type PushNote,
  type SyncRecord,
} from '#records';
import type { PushResult, RecordChange } from '#provider-sdk';
import { addCounts, countsOf, type RunCounts } from './checkpoint.js';
import { ProviderFailure } from './outcome.js';
import type { Mutation, StoreTransaction } from './store.js';
import { mutationOf, type SyncRun } from './sync-run.js';

/** One record on its way: as it was before, and as it is handed over, its fields noted as unanswered. */
export interface Outgoing {
  readonly before: SyncRecord;
  readonly sent: SyncRecord;
}

export const outgoing = (run: SyncRun, before: SyncRecord): Outgoing => ({
  before,
  sent: beginPush(run.context, before),
});

export const noteSent = ({ before, sent }: Outgoing): Mutation[] =>
  mutationOf(before, decision('pushed', sent), 'begin_push');

/** What came of a push: the provider's answer, or that it will not have this record. */
export interface Reply {
  readonly out: Outgoing;
  readonly change: RecordChange;
  readonly result: PushResult | ProviderFailure;
}

type Answer = Reply & { readonly result: PushResult };

const isAnswer = (reply: Reply): reply is Answer => !(reply.result instanceof ProviderFailure);

/** The records that a group of replies is about, as they are by now; each reply meets what those before it made of them. */
class Present {
  readonly mutations: Mutation[] = [];
  private readonly records: Map<string, SyncRecord>;

  constructor(records: readonly SyncRecord[]) {
    this.records = new Map(records.map(record => [record.id, record]));
  }

  byId(id: string): SyncRecord | undefined {
    return this.records.get(id);
  }

  ownerOf(remoteId: string): SyncRecord | undefined {
    return [...this.records.values()].find(({ remote }) => remote?.id === remoteId);
  }

  write(mutations: readonly Mutation[]): void {
    this.mutations.push(...mutations);
    for (const { after } of mutations) this.records.set(after.id, after);
  }
}

const presentOf = async (tx: StoreTransaction, replies: readonly Reply[]): Promise<Present> =>
  new Present(
    await tx.recordsOf(
      replies.map(({ out }) => out.sent.id),
      replies.filter(isAnswer).map(({ result }) => result.current.remoteId),
    ),
  );

interface Settled {
  readonly counts: Partial<RunCounts>;
  /** Dirty again: edited meanwhile, or changed at the provider. */
  readonly next: Outgoing | null;
}

const nothing: Settled = { counts: {}, next: null };

/** The record as it is now, a twin's edits included, and the mutation that makes the twin give the object up. */
const absorbing = (run: SyncRun, present: Present, now: SyncRecord, { result }: Answer) => {
  const owner = present.ownerOf(result.current.remoteId);
  if (owner === undefined || owner.id === now.id) return { now, mutations: [], hasTwin: false };
  const { twin, record } = absorbTwin(run.context, now, owner);
  const mutations = [...mutationOf(owner, twin), ...mutationOf(now, record)];
  return { now: record.after ?? now, mutations, hasTwin: true };
};

/** Its twin took the object over while the call was under way: the answer is about the twin's object now. */
const gaveUp = (sent: SyncRecord, now: SyncRecord): boolean =>
  sent.remote !== null && sent.remote.id !== now.remote?.id;

/** The step that an answer means, with the push in it; bookkeeping alone when the answer changes nothing. */
const answered = (now: SyncRecord, settled: Decision, push: PushNote): Mutation[] => {
  const steps = mutationOf(now, settled);
  const first = steps[0] ?? { before: now, after: now, cause: settled.kind, superseded: [] };
  return [{ ...first, push }];
};

const countOf = (change: RecordChange): keyof RunCounts => {
  if (change.kind === 'delete') return 'pushedDeleted';
  return change.remote === null ? 'pushedCreated' : 'pushedUpdated';
};

const settleAnswer = (run: SyncRun, present: Present, answer: Answer): Settled => {
  const { out, change, result } = answer;
  const { sent } = out;
  const counts = result.outcome === 'applied' ? { [countOf(change)]: 1 } : {};
  const found = present.byId(sent.id);
  if (found === undefined || gaveUp(sent, found)) return { counts, next: null };
  const { now, mutations, hasTwin } = absorbing(run, present, found, answer);
  const settled = settlePush(run.context, { sent, now }, result);
  const after = settled.after ?? now;
  // What goes out again is noted in the same transaction.
  const next = after.state === 'dirty' ? outgoing(run, after) : null;
  const again = next === null ? [] : noteSent(next);
  const push = noteAnswer({ model: run.context.model, change, sent, hasTwin }, result);
  present.write([...mutations, ...answered(now, settled, push), ...again]);
  return { counts: settled.kind === 'conflict' ? { ...counts, ...countsOf(['conflict']) } : counts, next };
};

const settleRefusal = (
  run: SyncRun,
  present: Present,
  { out, change }: Reply,
  { error }: ProviderFailure,
) => {
  const { before, sent } = out;
  const now = present.byId(sent.id);
  if (now === undefined) return nothing;
  const refusal = { code: error.providerCode, detail: error.publicDetail, runId: run.input.request.runId };
  const after = failPush(run.context, { before, sent, now }, refusal);
  const push = noteRefusal({ model: run.context.model, change, sent }, refusal);
  present.write([{ before: now, after, cause: 'push_failed', superseded: [], push }]);
  return { counts: { failed: 1 }, next: null };
};

const settle = (run: SyncRun, present: Present, reply: Reply): Settled => {
  if (isAnswer(reply)) return settleAnswer(run, present, reply);
  return reply.result instanceof ProviderFailure ? settleRefusal(run, present, reply, reply.result) : nothing;
};

/** Writes a group of replies down, all or none of them; answers what is to go out again. */
export const commitReplies = async (run: SyncRun, replies: readonly Reply[]): Promise<Outgoing[]> => {
  let settled: Settled[] = [];
  await run.commit(async (tx, checkpoint) => {
    const present = await presentOf(tx, replies);
    settled = replies.map(reply => settle(run, present, reply));
    await tx.write(present.mutations);
    return settled.reduce((sum, { counts }) => addCounts(sum, counts), checkpoint);
  });
  return settled.flatMap(({ next }) => next ?? []);
};
