import { type DecisionContext, deleteLocally, editLocally, type SyncRecord } from '#records';
import type { Fields } from '#unified-models';
import { backward, type KeptField } from './backward.js';
import type { RefusalCode } from './refusal.js';
import { type Effect, effectOf, type SideState, type Trace } from './trace.js';

export type UndoAction = 'create' | 'change' | 'delete';

/** What the provider and the sync allow. */
export interface UndoPowers {
  readonly writable: boolean;
  readonly push: boolean;
  readonly delete: boolean;
}

export interface UndoContext extends DecisionContext {
  readonly powers: UndoPowers;
}

/** `partly`: the fields of `kept` stayed as they are. */
export type UndoPlan =
  | { readonly status: 'unneeded' }
  | { readonly status: 'refused'; readonly code: RefusalCode; readonly kept: readonly KeptField[] }
  | {
      readonly status: 'undone' | 'partly';
      readonly action: UndoAction;
      readonly after: SyncRecord;
      readonly fields: readonly string[];
      readonly kept: readonly KeptField[];
    };

const unneeded: UndoPlan = { status: 'unneeded' };
const refused = (code: RefusalCode, kept: readonly KeptField[] = []): UndoPlan => ({
  status: 'refused',
  code,
  kept,
});

const missingPower = ({ powers }: UndoContext, action: UndoAction, isLinked: boolean): RefusalCode | null => {
  if (!powers.writable) return 'sync_read_only';
  if (action === 'delete') return isLinked && !powers.delete ? 'delete_unsupported' : null;
  return powers.push ? null : 'push_unsupported';
};

/** Whether it is there again, gone again, or changed back. The hub's own earlier state decides first. */
const presenceBefore = ({ hubBefore, providerBefore, after }: Effect): SideState | null => {
  if (hubBefore.present !== after.present) return hubBefore;
  return providerBefore !== null && providerBefore.present !== after.present ? providerBefore : null;
};

interface Case {
  readonly context: UndoContext;
  readonly now: SyncRecord;
  readonly effect: Effect;
  readonly at: Date;
}

const isChangedSince = ({ effect: { touched, presenceTouched } }: Case): boolean =>
  presenceTouched || touched.size > 0;

const remove = (the: Case): UndoPlan => {
  const { context, now, at } = the;
  if (now.deleted) return unneeded;
  if (isChangedSince(the)) return refused('changed_since');
  if (now.staged) return refused('deleted_since');
  const missing = missingPower(context, 'delete', now.remote !== null);
  if (missing !== null) return refused(missing);
  const { after } = deleteLocally(context, now, at);
  return after === null ? unneeded : { status: 'undone', action: 'delete', after, fields: [], kept: [] };
};

const bringBack = (the: Case, fields: Fields): UndoPlan => {
  const { context, now, at } = the;
  if (isChangedSince(the) || (!now.deleted && !now.staged)) return refused('changed_since');
  const missing = missingPower(context, 'create', false);
  if (missing !== null) return refused(missing);
  const { after } = editLocally(context, now, fields, at);
  if (after === null) return unneeded;
  return { status: 'undone', action: 'create', after, fields: Object.keys(fields), kept: [] };
};

const changeBack = (the: Case): UndoPlan => {
  const { context, now, effect, at } = the;
  const { fields, changed, kept } = backward(context.model, now.fields, effect);
  if (changed.length === 0) return kept[0] ? refused(kept[0].code, kept) : unneeded;
  if (now.deleted || now.staged) return refused('deleted_since');
  const missing = missingPower(context, 'change', true);
  if (missing !== null) return refused(missing);
  const parsed = context.model.schema.safeParse(fields);
  if (!parsed.success || context.model.check?.(parsed.data)) return refused('would_be_invalid', kept);
  const { after } = editLocally(context, now, fields, at);
  if (after === null) return unneeded;
  return { status: kept.length > 0 ? 'partly' : 'undone', action: 'change', after, fields: changed, kept };
};

/**
 * What undoing means for one record. Each side gets back what the subject overwrote on it: the hub its earlier values,
 * the provider its own; where both were overwritten (a merge), the hub's earlier value goes to both. What anybody
 * changed since stays. The outcome is an edit like a person's, so the next run takes it to the provider.
 */
export const planUndo = (context: UndoContext, trace: Trace, at: Date): UndoPlan => {
  const effect = effectOf(context.model, trace);
  const { now, steps } = trace;
  const the = { context, now, effect, at };
  if (steps.some(({ owner, cause, deleted }) => owner === 'subject' && cause === 'drop' && !deleted))
    return refused('merged_twin');
  if (effect.causes.has('out_of_filter') && now.deleted) return refused('out_of_filter');
  if (now.conflict !== null && (effect.causes.has('conflict') || changes(the)))
    return refused('conflict_open');
  const earlier = presenceBefore(effect);
  if (earlier !== null) return earlier.present ? bringBack(the, earlier.fields) : remove(the);
  if (now.staged && effect.causes.has('stage_delete')) return bringBack(the, effect.hubBefore.fields);
  return changeBack(the);
};

const changes = ({ context, now, effect }: Case): boolean =>
  presenceBefore(effect) !== null || backward(context.model, now.fields, effect).changed.length > 0;
