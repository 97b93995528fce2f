import { HubError } from '#kernel';
import type { Fields } from '#unified-models';
import { withOwnEntries } from '../merge/entries.js';
import { mergeFields, type FieldConflict, type Superseded } from '../merge/merge.js';
import { remoteHalf } from './local.js';
import { decision, policyOf, type Decision, type DecisionContext } from './reconcile.js';
import { revise, type SyncRecord } from './record.js';

/** `base` goes back to the value that both sides last agreed on. */
export type Choice = 'local' | 'remote' | 'base' | { readonly value: unknown };
export type DecidedSide = 'local' | 'remote' | 'base' | 'value';
export type Choices = Readonly<Record<string, Choice>>;

const baseOf = ({ field, base }: FieldConflict): unknown => {
  if (base !== undefined) return base;
  throw new HubError('no_base', 422, `${field} has no earlier common value to go back to.`, {
    fields: [{ path: `choices.${field}`, detail: "'local', 'remote' or a value" }],
  });
};

const chosen = ({ model }: DecisionContext, conflict: FieldConflict, choices: Choices): unknown => {
  const { field, local, remote } = conflict;
  const choice = Object.hasOwn(choices, field) ? choices[field] : undefined;
  if (choice === undefined) {
    const fields = [{ path: `choices.${field}`, detail: "'local', 'remote', 'base' or a value" }];
    throw new HubError('incomplete_resolution', 422, `${field} is in conflict and was not decided.`, {
      fields,
    });
  }
  if (choice === 'local') return local;
  if (choice === 'base') return baseOf(conflict);
  if (choice !== 'remote') return choice.value;
  return withOwnEntries(model, { [field]: remote }, { [field]: local })[field];
};

/** How each field was decided, without the values. */
export const decidedBy = (record: SyncRecord, choices: Choices): Record<string, DecidedSide> =>
  Object.fromEntries(
    (record.conflict?.fields ?? []).map(({ field }) => {
      const choice = choices[field];
      return [field, typeof choice === 'string' ? choice : 'value'];
    }),
  );

const losersOf = (conflicts: readonly FieldConflict[], choices: Choices): Superseded[] =>
  conflicts.map(({ field, local, remote }) => {
    const choice = choices[field];
    const winner = choice === 'local' || choice === 'remote' ? choice : 'neither';
    return { field, winner, by: 'resolution', local, remote };
  });

/**
 * Closes a conflict as a person decided; what does not clash is merged as ever. The provider's version becomes the
 * base, so the record is dirty unless the outcome is just that version. A caller that names the revision it looked at
 * cannot resolve a conflict that has moved on, for every refresh moves the revision.
 */
export const resolveConflict = (
  context: DecisionContext,
  record: SyncRecord,
  choices: Choices,
  at: Date,
): Decision => {
  const half = remoteHalf(record);
  if (half === null) throw new HubError('no_conflict', 409, 'This record is not in conflict.');
  const sides = { base: record.base, local: record.fields, remote: half.fields };
  const { merged, conflicts, superseded } = mergeFields(
    context.model,
    sides,
    policyOf(context, record, half),
  );
  const decided = conflicts.map(clash => [clash.field, chosen(context, clash, choices)] as const);
  const fields: Fields = { ...merged, ...Object.fromEntries(decided) };
  const patch = { fields, base: half.fields, conflict: null, localChangedAt: at };
  const losers = [...superseded, ...losersOf(conflicts, choices)];
  return decision('merged', revise(context.model, record, patch), losers);
};
