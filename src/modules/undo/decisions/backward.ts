import { equalField, fieldNames } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';
import type { RefusalCode } from './refusal.js';
import type { Effect } from './trace.js';

/** A field that the subject changed and that stays as it is. */
export interface KeptField {
  readonly field: string;
  readonly code: RefusalCode;
}

export interface Backward {
  readonly fields: Fields;
  /** Names of the fields that get an earlier value. */
  readonly changed: readonly string[];
  readonly kept: readonly KeptField[];
}

/** The fields as they are now, with the earlier value of each that the subject overwrote and nobody else did since. */
export const backward = (model: ModelDefinition, now: Fields, effect: Effect): Backward => {
  const { hubBefore, providerBefore, after, touched, respelled } = effect;
  const fields: Record<string, unknown> = { ...now };
  const changed: string[] = [];
  const kept: KeptField[] = [];
  const differs = (name: string, left: Fields, right: Fields): boolean =>
    !equalField(model.merge[name], left[name], right[name]);
  const overwritten = (name: string): Fields | null => {
    if (differs(name, hubBefore.fields, after.fields)) return hubBefore.fields;
    const there = providerBefore?.fields ?? {};
    return name in there && differs(name, there, after.fields) ? there : null;
  };
  for (const name of fieldNames(hubBefore.fields, after.fields)) {
    const earlier = overwritten(name);
    if (earlier === null) continue;
    const isOther = differs(name, now, after.fields) && !respelled.has(name);
    if (touched.has(name) || isOther) kept.push({ field: name, code: 'changed_since' });
    else if (model.immutable.includes(name)) kept.push({ field: name, code: 'field_immutable' });
    else {
      fields[name] = earlier[name];
      changed.push(name);
    }
  }
  return { fields, changed, kept };
};
