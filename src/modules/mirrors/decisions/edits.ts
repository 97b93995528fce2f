import { differingFields, mergeFields } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';
import { projected } from './common-model.js';
import type { LinkEnd } from './link.js';
import type { MirrorRules, SideNow, Step } from './sides.js';

interface Delta {
  readonly from: Fields;
  readonly to: Fields;
  readonly onto: Fields;
}

const [early, late] = [new Date(0), new Date(1)];

/** Makes the same change somewhere else; where the two meet, `onto` keeps its own (`local`) or takes the change. */
export const applyDelta = (
  model: ModelDefinition,
  { from, to, onto }: Delta,
  winner: 'local' | 'remote' = 'remote',
): Fields => {
  const times = winner === 'local' ? { localAt: late, remoteAt: early } : { localAt: early, remoteAt: late };
  const merge = { policyFor: () => 'merge' as const, ...times };
  return mergeFields(model, { base: from, local: onto, remote: to }, merge).merged;
};

/** A side as the merge sees it. */
export interface SideEdit {
  readonly fields: Fields;
  /** Null when the two never agreed on anything. */
  readonly base: Fields | null;
  readonly editedAt: Date | null;
  /** The last edit came from the provider. */
  readonly byRun: boolean;
}

/** Nobody’s edit: the provider’s spelling of what it was sent, and fields taken out for want of a consent. */
const isNoEdit = ({ cause }: Step): boolean => cause === 'pushed' || cause === 'withheld';

const earlier = (left: Date, right: Date | null): Date => (right !== null && right < left ? right : left);

/** Found in a run, an edit is as old as the provider says, unless our own writing there has moved that time since. */
const timeOf = ({ record }: SideNow, step: Step): Date =>
  step.byRun ? earlier(step.at, record.remote?.modifiedAt ?? null) : step.at;

/** When the record itself says it was last changed; for records that meet for the first time. */
const changedAt = ({ record: { localChangedAt, remote } }: SideNow): Date | null =>
  localChangedAt ?? remote?.modifiedAt ?? null;

/** What is agreed of a field that was never compared: whatever differs from a model’s default was said by somebody. */
export const unsaid = (model: ModelDefinition, names: readonly string[]): Fields =>
  Object.fromEntries(names.filter(name => name in model.defaults).map(name => [name, model.defaults[name]]));

/**
 * What a side looks like since the link last looked. Steps that nobody made move the base along with the record, so two
 * providers that each spell in their own way never answer one another.
 */
export const editOf = (
  { model, common, fields: names }: MirrorRules,
  end: LinkEnd,
  now: SideNow,
): SideEdit => {
  const fields = projected(common, names, now.record.fields);
  if (end.base === null) return { fields, base: null, editedAt: changedAt(now), byRun: false };
  let base = { ...unsaid(model, names), ...projected(common, names, end.base) };
  let last: Step | null = null;
  now.steps.forEach((step, index) => {
    const from = projected(common, names, step.fields);
    const to = projected(common, names, (now.steps[index + 1] ?? now.record).fields);
    if (isNoEdit(step)) base = applyDelta(model, { from, to, onto: base }, 'local');
    else if (differingFields(model, from, to).length > 0) last = step;
  });
  const step: Step | null = last;
  return step === null
    ? { fields, base, editedAt: changedAt(now), byRun: false }
    : { fields, base, editedAt: timeOf(now, step), byRun: (step as Step).byRun };
};

export const isEdited = ({ model }: MirrorRules, { fields, base }: SideEdit): boolean =>
  base === null || differingFields(model, fields, base).length > 0;
