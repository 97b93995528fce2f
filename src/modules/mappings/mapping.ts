import type { z } from 'zod';
import { customName, type Fields, type ModelDefinition } from '#unified-models';
import { type Expression, readExpression, type Value, valueOf } from './expression/index.js';
import type { Rule } from './rules.js';

/** Where a rule's result goes: a field of the model, or an entry of `custom`. */
export interface Target {
  readonly path: string;
  readonly field: string;
  readonly custom: string | null;
}

export interface CompiledRule {
  readonly index: number;
  readonly target: Target;
  readonly expression: Expression;
}

/** A mapping version, ready to use. */
export interface Mapping {
  readonly model: ModelDefinition;
  readonly into: readonly CompiledRule[];
  readonly out: readonly CompiledRule[];
}

export interface Problem {
  readonly target: string;
  readonly detail: string;
}

export interface Mapped {
  readonly fields: Fields;
  readonly problems: readonly Problem[];
}

export const inputsIn = ['fields', 'remote'] as const;
export const inputsOut = ['record', 'fields', 'remote'] as const;

/** Null when the model has no such field. */
export const targetOf = (model: ModelDefinition, path: string): Target | null => {
  if (!path.startsWith('custom.'))
    return path !== 'custom' && Object.hasOwn(model.schema.shape, path)
      ? { path, field: path, custom: null }
      : null;
  const name = path.slice('custom.'.length);
  return customName.test(name) ? { path, field: 'custom', custom: name } : null;
};

const requireTarget = (model: ModelDefinition, path: string): Target => {
  const target = targetOf(model, path);
  if (target === null) throw new Error(`${model.name} has no field ${path}`);
  return target;
};

/** Reads stored rules, which were checked when they were defined. */
export const compileMapping = (model: ModelDefinition, rules: readonly Rule[]): Mapping => ({
  model,
  into: rules.flatMap(({ target, direction, expression }, index) =>
    direction === 'out'
      ? []
      : [{ index, target: requireTarget(model, target), expression: readExpression(expression, inputsIn) }],
  ),
  out: rules.flatMap(({ target, direction, expression, outExpression }, index) => {
    const source = direction === 'out' ? expression : outExpression;
    if (direction === 'in' || source === undefined) return [];
    return [{ index, target: requireTarget(model, target), expression: readExpression(source, inputsOut) }];
  }),
});

/** What fits the target, or why it does not. */
const fitting = (model: ModelDefinition, { field, custom }: Target, value: unknown): unknown => {
  if (custom !== null) return value;
  const schema = model.schema.shape[field] as z.ZodType | undefined;
  const parsed = schema?.safeParse(value);
  if (parsed?.success) return parsed.data;
  throw new Error(`${field} cannot be that: ${parsed?.error.issues[0]?.message ?? 'unknown field'}`);
};

export const evaluateRule = (
  model: ModelDefinition,
  { target, expression }: CompiledRule,
  inputs: Record<string, Value>,
): unknown => fitting(model, target, expression.evaluate(inputs));

/** Applies rules over fields; a rule that fails leaves its target as it was and is told. */
const applyRules = (
  model: ModelDefinition,
  rules: readonly CompiledRule[],
  start: Fields,
  inputs: Record<string, Value>,
): Mapped => {
  const fields: Record<string, unknown> = { ...start };
  const custom: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const rule of rules) {
    const { target } = rule;
    try {
      const value = evaluateRule(model, rule, inputs);
      if (target.custom === null) fields[target.field] = value;
      else custom[target.custom] = value;
    } catch (error) {
      problems.push({ target: target.path, detail: error instanceof Error ? error.message : 'it failed' });
    }
  }
  if (Object.keys(custom).length > 0) fields['custom'] = custom;
  return { fields, problems };
};

/** The vendor's payload for expressions: when it is JSON and of a size that somebody writes expressions for. */
export const remoteValue = (data: string, maximum: number): Value => {
  const first = data.trimStart().charAt(0);
  if (data.length > maximum || (first !== '{' && first !== '[')) return null;
  try {
    return valueOf(JSON.parse(data));
  } catch {
    return null;
  }
};

export interface WayIn {
  /** As the provider's adapter made them. */
  readonly fields: Fields;
  readonly remote: Value;
}

/** What the record holds of what the provider has. Evaluate it `within` a time limit. */
export const mapIn = ({ model, into }: Mapping, { fields, remote }: WayIn): Mapped =>
  applyRules(model, into, fields, { fields: valueOf(fields), remote });

/** Fields whose values may come from one of `names`: what guards those guards these. */
export const derivedFrom = ({ into }: Mapping, names: readonly string[]): readonly string[] => [
  ...new Set(
    into
      .filter(({ expression: { reads } }) => reads === 'everything' || names.some(name => reads.has(name)))
      .map(({ target }) => target.field),
  ),
];

export interface WayOut {
  readonly record: Fields;
  /** What the provider's adapter last made of the object; null when it has none yet. */
  readonly fields: Fields | null;
  readonly remote: Value;
}

/** Fields that the way in fills and that no rule brings back: they are not pushed. */
export const heldBack = ({ into, out }: Mapping): ReadonlySet<string> => {
  const told = new Set(out.map(({ target }) => target.path));
  return new Set(
    into
      .map(({ target }) => target)
      .filter(({ custom, path }) => custom === null && !told.has(path))
      .map(t => t.field),
  );
};

const keptBack = (mapping: Mapping, { record, fields }: WayOut): Fields => {
  const known = fields ?? mapping.model.defaults;
  const names = [...heldBack(mapping)].filter(name => Object.hasOwn(known, name));
  return { ...record, ...(Object.fromEntries(names.map(name => [name, known[name]])) as Fields) };
};

/** What the provider is to have of what the record holds. */
export const mapOut = (mapping: Mapping, way: WayOut): Mapped => {
  const { custom: _, ...start } = keptBack(mapping, way);
  const { record, fields, remote } = way;
  return applyRules(mapping.model, mapping.out, start, {
    record: valueOf({ custom: {}, ...record }),
    fields: fields === null ? null : valueOf(fields),
    remote,
  });
};
