import { HubError } from '#kernel';
import type { Fields } from '#unified-models';
import { mergeFields, type FieldConflict, type Superseded } from '../merge/merge.js';
import { remoteHalf } from './local.js';
import { decision, policyOf, type Decision, type DecisionContext } from './reconcile.js';
import { revise, type SyncRecord } from './record.js';

export type Choice = 'local' | 'remote' | { readonly value: unknown };
export type Choices = Readonly<Record<string, Choice>>;

const chosen = ({ field, local, remote }: FieldConflict, choices: Choices): unknown => {
  const choice = Object.hasOwn(choices, field) ? choices[field] : undefined;
  if (choice === undefined) {
    const fields = [{ path: `choices.${field}`, detail: "'local', 'remote' or a value" }];
    throw new HubError('incomplete_resolution', 422, `${field} is in conflict and was not decided.`, {
      fields,
    });
  }
  if (choice === 'local') return local;
  return choice === 'remote' ? remote : choice.value;
};

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
  const decided = conflicts.map(clash => [clash.field, chosen(clash, choices)] as const);
  const fields: Fields = { ...merged, ...Object.fromEntries(decided) };
  const patch = { fields, base: half.fields, conflict: null, localChangedAt: at };
  const losers = [...superseded, ...losersOf(conflicts, choices)];
  return decision('merged', revise(context.model, record, patch), losers);
};
