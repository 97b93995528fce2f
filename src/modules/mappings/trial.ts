import { deepEqual } from '#records';
import type { Fields, ModelDefinition } from '#unified-models';
import type { Finding, Sample, Verdict } from './verdict.js';
import { ExpressionError, type Value, valueOf } from './expression/index.js';
import {
  type CompiledRule,
  evaluateRule,
  heldBack,
  mapIn,
  type Mapping,
  mapOut,
  type Target,
} from './mapping.js';

interface Tries {
  fits: number;
  readonly misfits: string[];
  readonly failures: string[];
}

const tryRule = (
  model: ModelDefinition,
  rule: CompiledRule,
  inputs: readonly Record<string, Value>[],
): Tries => {
  const tries: Tries = { fits: 0, misfits: [], failures: [] };
  for (const input of inputs) {
    try {
      evaluateRule(model, rule, input);
      tries.fits += 1;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      (error instanceof ExpressionError ? tries.failures : tries.misfits).push(error.message);
    }
  }
  return tries;
};

const verdictOf = (name: string, rule: CompiledRule, tries: Tries): Verdict => {
  const { fits, misfits, failures } = tries;
  const path = `rules.${rule.index}.${name}`;
  if (fits === 0 && misfits[0] !== undefined) return { errors: [{ path, detail: misfits[0] }], warnings: [] };
  const [problem] = [...misfits, ...failures];
  const problems = misfits.length + failures.length;
  if (problem === undefined) return { errors: [], warnings: [] };
  const of = `${problems} of ${fits + problems} samples`;
  return { errors: [], warnings: [`${path} (${rule.target.path}) failed on ${of}: ${problem}`] };
};

const valueAt = (fields: Fields, { field, custom }: Target): unknown =>
  custom === null ? fields[field] : (fields['custom'] as Fields | undefined)?.[custom];

const withValue = (fields: Fields, { field, custom }: Target, value: unknown): Fields =>
  custom === null
    ? { ...fields, [field]: value }
    : { ...fields, custom: { ...(fields['custom'] as Fields | undefined), [custom]: value } };

const mentions = (expression: string, name: string): boolean =>
  new RegExp(`(^|[^A-Za-z0-9_])${name}($|[^A-Za-z0-9_])`).test(expression);

const isTold = ({ out }: Mapping, { field, custom }: Target): boolean =>
  out.some(({ expression }) => mentions(expression.source, custom ?? field));

/** Somebody's edit, as far as a program can think of one. */
const edited = (value: unknown): unknown => (typeof value === 'string' ? `${value} b2` : value);

/** `in(out(x))` for one target of one sample; null when that cannot be computed. */
const comesBack = (mapping: Mapping, { fields, remote }: Sample, target: Target): boolean | null => {
  const here = mapIn(mapping, { fields, remote });
  const record = withValue(here.fields, target, edited(valueAt(here.fields, target)));
  const there = mapOut(mapping, { record, fields, remote });
  if (here.problems.length > 0 || there.problems.length > 0) return null;
  const again = mapIn(mapping, { fields: there.fields, remote });
  return deepEqual(valueAt(again.fields, target), valueAt(record, target));
};

const roundTrips = (mapping: Mapping, samples: readonly Sample[]): string[] => {
  const back = heldBack(mapping);
  return mapping.into.flatMap(({ target, expression }) => {
    const { path, field, custom } = target;
    const isKept = custom === null ? back.has(field) : !isTold(mapping, target);
    if (isKept)
      return [
        `${path} is not pushed: no rule brings it back. An edit of it here is undone by the next push.`,
      ];
    // What a vendor would make of its payload is not for us to guess.
    if (mentions(expression.source, 'remote')) return [];
    const isStable = samples.every(sample => comesBack(mapping, sample, target) !== false);
    return isStable
      ? []
      : [`${path} does not come back as it was sent: in(out(x)) differs from x on a sample.`];
  });
};

/** Tries compiled rules on samples. */
export const tryOut = (mapping: Mapping, samples: readonly Sample[]): Verdict => {
  const { model } = mapping;
  const inputs = samples.map(({ fields, remote }) => ({ fields: valueOf(fields), remote }));
  const records = samples.map((sample, index) => ({
    ...inputs[index],
    record: valueOf({ custom: {}, ...mapIn(mapping, sample).fields }),
  }));
  const wayBack = (rule: CompiledRule) =>
    mapping.into.some(({ index }) => index === rule.index) ? 'outExpression' : 'expression';
  const verdicts = [
    ...mapping.into.map(rule => verdictOf('expression', rule, tryRule(model, rule, inputs))),
    ...mapping.out.map(rule => verdictOf(wayBack(rule), rule, tryRule(model, rule, records))),
  ];
  const errors: Finding[] = verdicts.flatMap(verdict => [...verdict.errors]);
  if (errors.length > 0) return { errors, warnings: [] };
  return {
    errors,
    warnings: [...verdicts.flatMap(({ warnings }) => [...warnings]), ...roundTrips(mapping, samples)],
  };
};
