import './no-eval.js';
import { z } from 'zod';
import { sensitiveEmployeeFields } from '../../../libs/unified-models/employee.js';
import { type ModelName, models } from '../../../libs/unified-models/models.js';
import type { ModelDefinition } from '../../../libs/unified-models/model.js';
import type { Fields } from './words.js';
import { followed, shapeOf, type FieldShape, type JsonSchema } from './shapes.js';

/** What a person may write of a model, and how. */
export interface ModelShape {
  readonly fields: readonly FieldShape[];
  readonly defaults: Fields;
  /** Kept only under a consent of their own. */
  readonly sensitive: readonly string[];
}

const definition = (model: string): ModelDefinition | undefined =>
  Object.hasOwn(models, model) ? models[model as ModelName] : undefined;

/** The fields of a model by its schema, as this version of the hub has it. */
export const modelShape = (model: string): ModelShape | null => {
  const found = definition(model);
  if (!found) return null;
  const schema = z.toJSONSchema(found.schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const defs = schema.$defs ?? {};
  const fields = Object.entries(followed(schema, defs).properties ?? {}).map(([name, part]) => ({
    ...shapeOf(name, part, defs),
    isOnlyForCreation: found.immutable.includes(name),
    hasDefault: Object.hasOwn(found.defaults, name),
  }));
  return { fields, defaults: found.defaults, sensitive: model === 'employee' ? sensitiveEmployeeFields : [] };
};

/** What the hub would refuse at once, by field. */
export const problemsOf = (model: string, fields: Fields): Readonly<Record<string, string>> => {
  const found = definition(model);
  if (!found) return {};
  const parsed = found.schema.safeParse({ ...found.defaults, ...fields });
  if (!parsed.success) {
    return Object.fromEntries(
      parsed.error.issues.map(({ path, message }) => [String(path[0] ?? ''), message]),
    );
  }
  const problem = found.check?.(parsed.data) ?? null;
  return problem === null ? {} : { [problem.path]: problem.detail };
};
