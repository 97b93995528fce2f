import type { Schemas } from '../../../../src/client/index.js';

export type Rule = Schemas['MappingRule'];
export type Way = Rule['direction'];

export const ways: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'in', label: 'In: fills a field here' },
  { value: 'out', label: 'Out: fills a field there' },
  { value: 'both', label: 'Both ways' },
];

export const newRule: Rule = { target: '', direction: 'in', expression: '' };

/** As the API takes it: the way back only where there is one. */
export const cleanRules = (rules: readonly Rule[]): Rule[] =>
  rules.map(({ outExpression, ...rule }) =>
    rule.direction === 'both' && outExpression !== undefined ? { ...rule, outExpression } : rule,
  );

/** Whether each has what it needs to be tried. */
export const areWhole = (rules: readonly Rule[]): boolean =>
  rules.every(
    ({ target, expression, direction, outExpression }) =>
      target !== '' &&
      expression.trim() !== '' &&
      (direction !== 'both' || (outExpression ?? '').trim() !== ''),
  );

const keyOf = ({ target, direction }: Rule): string => `${target} (${direction})`;

/** In brief what became of the rules from one version to the next. */
export const differences = (before: readonly Rule[], after: readonly Rule[]): readonly string[] => {
  const earlier = new Map(before.map(rule => [keyOf(rule), rule]));
  const later = new Map(after.map(rule => [keyOf(rule), rule]));
  const changed = ({ expression, outExpression }: Rule, other: Rule | undefined): boolean =>
    other !== undefined && (other.expression !== expression || other.outExpression !== outExpression);
  return [
    ...after.filter(rule => !earlier.has(keyOf(rule))).map(rule => `new: ${keyOf(rule)}`),
    ...after.filter(rule => changed(rule, earlier.get(keyOf(rule)))).map(rule => `changed: ${keyOf(rule)}`),
    ...before.filter(rule => !later.has(keyOf(rule))).map(rule => `gone: ${keyOf(rule)}`),
  ];
};
