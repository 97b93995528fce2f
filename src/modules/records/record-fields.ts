import { z } from 'zod';
import { HubError, invalid } from '#kernel';
import type { Fields, ModelDefinition } from '#unified-models';

/** Complete fields of a new record: what the caller gave, and the model's defaults for the rest. */
export const completeFields = (model: ModelDefinition, given: Fields): Fields =>
  checked(model, { ...model.defaults, ...given });

/** The fields after a partial change. Fields that only a creator may set are refused, naming them. */
export const changedFields = (model: ModelDefinition, current: Fields, given: Fields): Fields => {
  const fixed = model.immutable.find(name => name in given && given[name] !== current[name]);
  if (fixed) throw invalid(`fields.${fixed}`, 'can only be set when the record is created');
  return checked(model, { ...current, ...given });
};

const checked = (model: ModelDefinition, fields: Fields): Fields => {
  const parsed = model.schema.safeParse(fields);
  if (!parsed.success) throw wrongValues(parsed.error, ['fields']);
  const problem = model.check?.(parsed.data);
  if (problem) throw invalid(`fields.${problem.path}`, problem.detail);
  return parsed.data;
};

/** Says of every wrong value where it stands, below `at`, and what would be right. */
export const wrongValues = (error: z.ZodError, at: readonly string[]): HubError => {
  const fields = error.issues.map(issue => ({
    path: z.core.toDotPath([...at, ...issue.path]) || 'item',
    detail: issue.message,
  }));
  const [first] = fields;
  return new HubError('validation_failed', 422, `${first?.path}: ${first?.detail}`, { fields });
};
