import type { ModelDefinition } from '#unified-models';
import { ExpressionError, readExpression, within, limits } from './expression/index.js';
import { compileMapping, inputsIn, inputsOut, targetOf } from './mapping.js';
import type { Rule } from './rules.js';
import { tryOut } from './trial.js';
import type { Finding, Sample, Verdict } from './verdict.js';

export const syntaxProblem = (source: string, names: readonly string[]): string | null => {
  try {
    readExpression(source, names);
    return null;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { position } = error;
    return position ? `line ${position.line}, column ${position.column}: ${error.message}` : error.message;
  }
};

const targetProblem = (model: ModelDefinition, { target, direction }: Rule): string | null => {
  const found = targetOf(model, target);
  if (found === null) return `${model.name} has no field ${target}; custom fields are custom.<name>`;
  if (direction !== 'in' && found.custom !== null)
    return 'a provider takes fields of the model alone; write a rule that puts the custom field into one of them';
  return null;
};

const wayBackProblem = ({ direction, outExpression }: Rule): string | null => {
  if (direction === 'both') return outExpression === undefined ? 'direction both needs it' : null;
  return outExpression === undefined ? null : 'only for direction both';
};

const ruleProblems = (model: ModelDefinition, rule: Rule, index: number): Finding[] => {
  const { direction, expression, outExpression } = rule;
  const at = (name: string, detail: string | null): Finding[] =>
    detail === null ? [] : [{ path: `rules.${index}.${name}`, detail }];
  return [
    ...at('target', targetProblem(model, rule)),
    ...at('expression', syntaxProblem(expression, direction === 'out' ? inputsOut : inputsIn)),
    ...at('outExpression', wayBackProblem(rule)),
    ...at('outExpression', outExpression === undefined ? null : syntaxProblem(outExpression, inputsOut)),
  ];
};

const twice = (rules: readonly Rule[]): Finding[] =>
  (['in', 'out'] as const).flatMap(way => {
    const seen = new Set<string>();
    return rules.flatMap(({ target, direction }, index): Finding[] => {
      if (direction !== way && direction !== 'both') return [];
      const known = seen.has(target);
      seen.add(target);
      return known
        ? [{ path: `rules.${index}.target`, detail: `${target} has a rule for this way already` }]
        : [];
    });
  });

/** Looks at rules before they are kept: syntax, targets, types, and whether what goes out comes back the same. */
export const judge = (
  model: ModelDefinition,
  rules: readonly Rule[],
  samples: readonly Sample[],
): Verdict => {
  const errors = [...rules.flatMap((rule, index) => ruleProblems(model, rule, index)), ...twice(rules)];
  if (errors.length > 0) return { errors, warnings: [] };
  return within(limits.pageMs * 4, () => tryOut(compileMapping(model, rules), samples));
};
