import { Environment } from '@marcbachmann/cel-js';
import { limits } from './limits.js';
import { readsOf } from './reads.js';
import { ExpressionError, positionAt, requireAllowed } from './syntax.js';
import { jsonOf, type Value } from './values.js';
import { inPlainWords, type Written } from './wording.js';

/** Names an expression may use, with their values from `valueOf`. */
export type Inputs = Readonly<Record<string, Value>>;

/** An expression that was read and found allowed. Evaluate it `within` a time limit. */
export interface Expression {
  readonly source: string;
  /** Names of the adapter's fields that its value may come from. */
  readonly reads: ReadonlySet<string> | 'everything';
  /** JSON; throws ExpressionError. */
  evaluate(inputs: Inputs): unknown;
}

const mixed = [
  ['+', (left: number, right: number) => left + right],
  ['-', (left: number, right: number) => left - right],
  ['*', (left: number, right: number) => left * right],
  ['/', (left: number, right: number) => left / right],
] as const;

/** CEL computes within one kind of number only; JSON has one kind, so 2 * 1.5 is what people expect. */
const withMixedNumbers = (environment: Environment): Environment => {
  for (const [operator, compute] of mixed) {
    environment.registerOperator(`int ${operator} double: double`, (left: bigint, right: number) =>
      compute(Number(left), right),
    );
    environment.registerOperator(`double ${operator} int: double`, (left: number, right: bigint) =>
      compute(left, Number(right)),
    );
  }
  return environment;
};

/**
 * The Common Expression Language (https://github.com/google/cel-spec): no loops but over lists, no assignments, no
 * functions but the language's own, no way out of its inputs.
 */
const environmentOf = (names: readonly string[]): Environment => {
  const environment = withMixedNumbers(
    new Environment({
      enableOptionalTypes: true,
      homogeneousAggregateLiterals: false,
      limits: {
        maxAstNodes: limits.nodes,
        maxDepth: limits.depth,
        maxListElements: limits.literalElements,
        maxMapEntries: limits.literalElements,
        maxCallArguments: 8,
      },
    }),
  );
  for (const name of names) environment.registerVariable(name, 'dyn');
  return environment;
};

const environments = new Map<string, Environment>();

const environmentFor = (names: readonly string[]): Environment => {
  const key = names.join(' ');
  const environment = environments.get(key) ?? environmentOf(names);
  environments.set(key, environment);
  return environment;
};

const asExpressionError = (written: Written, error: unknown): ExpressionError => {
  if (error instanceof ExpressionError) return error;
  if (error instanceof RangeError) return new ExpressionError('it computes too much', null);
  if (!(error instanceof Error)) return new ExpressionError('it cannot be computed', null);
  const { summary, range } = error as Error & { summary?: string; range?: { start: number } };
  const position = range ? positionAt(written.source, range.start) : null;
  return new ExpressionError(inPlainWords(summary ?? error.message, written, position), position);
};

const attempt = <T>(written: Written, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw asExpressionError(written, error);
  }
};

/** Reads an expression over the given names; throws ExpressionError with the position of what is wrong. */
export const readExpression = (source: string, names: readonly string[]): Expression => {
  if (source.length > limits.expression)
    throw new ExpressionError(`longer than ${limits.expression} characters`, null);
  const written = { source, names };
  const parsed = attempt(written, () => environmentFor(names).parse(source));
  requireAllowed(source, parsed.ast);
  const { valid, error } = parsed.check();
  if (!valid) throw asExpressionError(written, error);
  return {
    source,
    reads: readsOf(parsed.ast),
    evaluate: inputs => attempt(written, () => jsonOf(parsed(inputs))),
  };
};
