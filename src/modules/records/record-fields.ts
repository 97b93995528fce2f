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
  if (parsed.success) {
    const problem = model.check?.(parsed.data);
    if (problem) throw invalid(`fields.${problem.path}`, problem.detail);
    return parsed.data;
  }
  const problems = parsed.error.issues.map(issue => ({
    path: z.core.toDotPath(['fields', ...issue.path]),
    detail: issue.message,
  }));
  throw new HubError('validation_failed', 422, `${problems[0]?.path}: ${problems[0]?.detail}`, {
    fields: problems,
  });
};
