import type { PushResult, RecordChange, RemoteUpsert } from '#provider-sdk';
import type { Fields, ModelName } from '#unified-models';
import { entriesOf, entriesSince, fieldsToTell } from '../merge/entries.js';
import { deepEqual, equalField, fieldNames } from '../merge/equality.js';
import { decide, drop, revive, type DecideContext } from './decide.js';
import { decision, reconcile, settle, type Decision, type DecisionContext } from './reconcile.js';
import { annotate, linkTo, type PushError, type SyncRecord } from './record.js';

export interface PushTarget {
  readonly model: ModelName;
  readonly containerId: string;
}

/**
 * The change that tells the provider about a dirty record. A tombstone whose creation was never answered has no remote
 * id to delete; repeating the creation, which providers keep idempotent, finds it out, and the deletion follows.
 */
export const changeOf = (context: DecisionContext, target: PushTarget, record: SyncRecord): RecordChange => {
  const { remote, base, fields, id: recordId } = record;
  const common = { ...target, recordId };
  if (record.deleted && remote !== null) return { kind: 'delete', ...common, remote };
  const changed =
    remote === null || base === null ? Object.keys(fields) : fieldsToTell(context.model, fields, base);
  return { kind: 'upsert', ...common, fields, changed, remote };
};

/** Written down before the call, so that a lost answer is recognised later. */
export const beginPush = ({ model }: DecisionContext, record: SyncRecord): SyncRecord => {
  const { unanswered, fields } = record;
  const isNoted = (record.deleted && record.remote !== null) || deepEqual(unanswered.at(-1), fields);
  return isNoted ? record : annotate(model, record, { unanswered: [...unanswered, fields] });
};

/** The provider refused the version that was sent for good: it does not have it. A newer one is worth another try. */
export const failPush = (
  { model }: DecisionContext,
  { before, sent, now }: PushSides & { readonly before: SyncRecord },
  error: PushError,
): SyncRecord => {
  const pushError = now.revision === sent.revision ? error : null;
  return annotate(model, now, { unanswered: before.unanswered, pushError });
};

/**
 * What the record holds now, read as an edit of the provider's answer. A provider may store less precisely than we
 * send (trimmed, rounded, completed): what nobody touched since sending takes the provider's form, lest it be pushed
 * for ever; what was edited meanwhile stays an edit.
 */
const sinceSent = ({ model }: DecisionContext, sent: Fields, now: Fields, current: Fields): Fields => {
  const touched = fieldNames(sent, now).filter(name => !equalField(model.merge[name], sent[name], now[name]));
  const entries = Object.keys(model.merge).filter(
    name => model.merge[name]?.kind === 'entries' && name in now,
  );
  return {
    ...current,
    ...Object.fromEntries(touched.map(name => [name, now[name]])),
    ...Object.fromEntries(
      entries.map(name => [
        name,
        entriesSince(entriesOf(sent[name]), entriesOf(now[name]), entriesOf(current[name])),
      ]),
    ),
  };
};

const settleUpsert = (context: DecisionContext, sides: PushSides, current: RemoteUpsert): Decision => {
  const { sent, now } = sides;
  const { model } = context;
  const link = { remote: linkTo(current), base: current.fields, unanswered: [] };
  if (now.deleted) return decision('pushed', annotate(model, now, { ...link, pushError: null }));
  const fields = sinceSent(context, sent.fields, now.fields, current.fields);
  if (now.conflict !== null || now.staged) return reconcile(context, now, current);
  return decision('pushed', settle(model, now, { ...link, fields }));
};

export interface PushSides {
  /** As it was handed to the provider. */
  readonly sent: SyncRecord;
  /** As it is now: edited or deleted here while the call was under way, perhaps. */
  readonly now: SyncRecord;
}

const isAnswered = (sent: SyncRecord, result: PushResult): boolean =>
  result.outcome === 'applied' &&
  (result.current.kind === 'delete') === (sent.deleted && sent.remote !== null);

/**
 * The provider's answer to a push. `applied` makes its version the base; what was edited meanwhile stays dirty, and an
 * edit beats the deletion that was under way. `stale`, or an answer that does not fit the question, is a change at the
 * provider like any other. A record that gave the object up meanwhile (to its twin, see `absorbTwin`) ignores the
 * answer: the new owner finds out by its version.
 */
export const settlePush = (context: DecideContext, sides: PushSides, result: PushResult): Decision => {
  const { sent, now } = sides;
  const { current } = result;
  if (sent.remote !== null && sent.remote.id !== now.remote?.id) return decision('skip', null);
  if (!isAnswered(sent, result)) return decide(context, now, current);
  if (current.kind === 'upsert') return settleUpsert(context, sides, current);
  return now.deleted ? drop(context, now) : revive(context, now);
};
