import type { PushResult, RecordChange } from '#provider-sdk';
import type { Fields, ModelDefinition } from '#unified-models';
import { equalFields } from '../merge/equality.js';
import type { PushError, SyncRecord } from './record.js';

/**
 * - `applied`: the provider has it because of this push, also when the answer was lost and a repetition found it.
 * - `stale`: somebody had changed it there, so nothing was written.
 * - `refused`: the provider will not have this version.
 */
export type PushOutcome = 'applied' | 'stale' | 'refused';

/** What was sent of a record, and what it overwrote: kept in the record's history. */
export interface PushNote {
  readonly kind: 'create' | 'update' | 'delete';
  readonly outcome: PushOutcome;
  /** The revision whose fields were sent. */
  readonly revision: number;
  /** Names of the fields that differed from what the provider had. */
  readonly changed: readonly string[];
  /** What the provider had: the changed fields of an update, all fields of a deletion, null before a creation. */
  readonly overwrote: Fields | null;
  readonly remoteId: string | null;
  readonly error: Pick<PushError, 'code' | 'detail'> | null;
}

export interface PushAnswer {
  readonly model: ModelDefinition;
  readonly change: RecordChange;
  readonly sent: SyncRecord;
  /** The object stands for another record already: it was not this push that made it. */
  readonly hasTwin?: boolean;
}

const kindOf = (change: RecordChange): PushNote['kind'] => {
  if (change.kind === 'delete') return 'delete';
  return change.remote === null ? 'create' : 'update';
};

const overwrittenBy = (change: RecordChange, { base }: SyncRecord): Fields | null => {
  if (base === null || change.remote === null) return null;
  if (change.kind === 'delete') return base;
  return Object.fromEntries(change.changed.map(field => [field, base[field]]));
};

const factsOf = ({ change, sent }: PushAnswer) => ({
  kind: kindOf(change),
  revision: sent.revision,
  changed: change.kind === 'delete' ? [] : change.changed,
  overwrote: overwrittenBy(change, sent),
});

/** Creations are idempotent, so an object under our key is ours; an update that is already there was a lost answer. */
const outcomeOf = ({ model, change, sent, hasTwin }: PushAnswer, result: PushResult): PushOutcome => {
  if (hasTwin === true) return 'stale';
  if (result.outcome === 'applied') return 'applied';
  const { current } = result;
  if (change.kind === 'delete' || current.kind === 'delete') return 'stale';
  return change.remote === null || equalFields(model, current.fields, sent.fields) ? 'applied' : 'stale';
};

export const noteAnswer = (answer: PushAnswer, result: PushResult): PushNote => ({
  ...factsOf(answer),
  outcome: outcomeOf(answer, result),
  remoteId: result.current.remoteId,
  error: null,
});

export const noteRefusal = (answer: PushAnswer, { code, detail }: PushError): PushNote => ({
  ...factsOf(answer),
  outcome: 'refused',
  remoteId: answer.change.remote?.id ?? null,
  error: { code, detail },
});
