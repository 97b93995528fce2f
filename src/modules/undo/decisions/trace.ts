import { equalField, fieldNames, type PushNote, type SyncRecord } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';

/**
 * Whose step it was: of the run (or undo) that is to be undone; of an undo that was undone itself, so that the two of
 * them changed nothing; of anybody else.
 */
export type StepOwner = 'subject' | 'neutral' | 'other';

/** A version of a record, and what replaced it. */
export interface Step {
  readonly revision: number;
  readonly fields: Fields;
  readonly deleted: boolean;
  readonly cause: string;
  readonly owner: StepOwner;
}

/** A record since the subject first touched it. */
export interface Trace {
  readonly now: SyncRecord;
  /** Oldest first, without gaps, from the first version that the subject replaced or sent up to the current one. */
  readonly steps: readonly Step[];
  readonly createdBySubject: boolean;
  /** What the subject wrote at the provider, oldest first. */
  readonly pushes: readonly Pick<PushNote, 'kind' | 'revision' | 'overwrote'>[];
}

/** A record at a moment, on one side; fields are those of the last version when it is not present. */
export interface SideState {
  readonly present: boolean;
  readonly fields: Fields;
}

/** What the subject did to a record, and what others did to it since. */
export interface Effect {
  readonly hubBefore: SideState;
  /** What the provider had, as far as the subject overwrote it; null when it wrote nothing there. */
  readonly providerBefore: SideState | null;
  readonly after: SideState;
  /** Fields that others changed. */
  readonly touched: ReadonlySet<string>;
  /** Fields whose value the provider spells in its own way since a later push. */
  readonly respelled: ReadonlySet<string>;
  /** Others deleted it or brought it back. */
  readonly presenceTouched: boolean;
  readonly causes: ReadonlySet<string>;
}

const stateOf = ({ fields, deleted }: { fields: Fields; deleted: boolean }): SideState => ({
  present: !deleted,
  fields,
});

/** The first overwriting says what was there; later ones only add fields that the earlier left alone. */
const overwrittenAt = ({ pushes }: Trace): SideState | null => {
  const first = pushes[0];
  if (first === undefined) return null;
  if (first.kind === 'create') return { present: false, fields: {} };
  const fields: Record<string, unknown> = {};
  for (const { overwrote } of pushes)
    for (const [name, value] of Object.entries(overwrote ?? {})) if (!(name in fields)) fields[name] = value;
  return { present: true, fields };
};

/** What a step changed: pairs of a field's name and its value before. */
const changedIn = (model: ModelDefinition, before: Fields, after: Fields): [string, unknown][] =>
  fieldNames(before, after)
    .filter(name => !equalField(model.merge[name], before[name], after[name]))
    .map(name => [name, before[name]]);

const touchedBy = (model: ModelDefinition, { steps, now }: Trace) => {
  const [touched, respelled] = [new Set<string>(), new Set<string>()];
  let presenceTouched = false;
  steps.forEach((step, index) => {
    if (step.owner !== 'other') return;
    const next = steps[index + 1] ?? now;
    presenceTouched ||= step.deleted !== next.deleted;
    const names = step.cause === 'pushed' ? respelled : touched;
    for (const [name] of changedIn(model, step.fields, next.fields)) names.add(name);
  });
  return { touched, respelled, presenceTouched };
};

/** The provider's spelling of what was sent from here (trimmed, rounded) overwrites nothing. */
const overwrittenHere = (model: ModelDefinition, { steps, now }: Trace, after: Fields): Fields => {
  const earlier = new Map<string, unknown>();
  steps.forEach((step, index) => {
    if (step.owner !== 'subject' || step.cause === 'pushed') return;
    for (const [name, value] of changedIn(model, step.fields, (steps[index + 1] ?? now).fields))
      if (!earlier.has(name)) earlier.set(name, value);
  });
  return { ...after, ...Object.fromEntries(earlier) };
};

export const effectOf = (model: ModelDefinition, trace: Trace): Effect => {
  const { steps, now, pushes, createdBySubject } = trace;
  const own = steps.filter(({ owner }) => owner === 'subject');
  const revisionAfter = Math.max(
    createdBySubject ? 1 : 0,
    ...own.map(({ revision }) => revision + 1),
    ...pushes.map(({ revision }) => revision),
  );
  const after = stateOf(steps.find(({ revision }) => revision === revisionAfter) ?? now);
  const first = own[0];
  const wasPresent = first === undefined ? after.present : !first.deleted;
  const fields =
    wasPresent === after.present ? overwrittenHere(model, trace, after.fields) : (first?.fields ?? {});
  return {
    hubBefore: createdBySubject ? { present: false, fields: {} } : { present: wasPresent, fields },
    providerBefore: overwrittenAt(trace),
    after,
    ...touchedBy(model, trace),
    causes: new Set(own.map(({ cause }) => cause)),
  };
};
