import { readFileSync } from 'node:fs';
import type { ProviderSession } from '#provider-sdk';
import { type Argument, type Operation, parse, type Selection } from '../simulator/graphql/parse.js';

interface Field {
  readonly type: string;
  readonly args?: Readonly<Record<string, string>>;
}

interface Schema {
  readonly objects: Readonly<Record<string, Readonly<Record<string, Field>>>>;
  readonly inputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

const schema = JSON.parse(readFileSync(new URL('types.json', import.meta.url), 'utf8')) as Schema;

const named = (type: string): string => type.replaceAll(/[[\]!]/g, '');
const isRequired = (type: string): boolean => type.endsWith('!');

/** What Linear's schema forbids about an operation and its variables; empty when it is allowed. */
export const problemsOf = (operation: Operation, variables: Readonly<Record<string, unknown>>): string[] => {
  const root = operation.kind === 'query' ? 'Query' : 'Mutation';
  return [
    ...selectionProblems(operation, root, operation.selection),
    ...Object.entries(operation.variables).flatMap(([name, type]) =>
      valueProblems(`$${name}`, type, variables[name]),
    ),
    ...Object.keys(variables).flatMap(name =>
      name in operation.variables ? [] : [`$${name} is not declared`],
    ),
  ];
};

const selectionProblems = (operation: Operation, parent: string, selection: readonly Selection[]): string[] =>
  selection.flatMap(field => {
    const described = schema.objects[parent]?.[field.name];
    if (!described) return [`${parent} has no ${field.name}`];
    const type = named(described.type);
    const isObject = type in schema.objects;
    const isLeafWell = isObject === field.selection.length > 0;
    return [
      ...(isLeafWell ? [] : [`${parent}.${field.name} must ${isObject ? '' : 'not '}have a selection`]),
      ...argumentProblems(operation, `${parent}.${field.name}`, described, field),
      ...selectionProblems(operation, type, field.selection),
    ];
  });

const argumentProblems = (operation: Operation, at: string, described: Field, field: Selection): string[] => {
  const known = described.args ?? {};
  const missing = Object.entries(known).filter(([name, type]) => isRequired(type) && !(name in field.args));
  return [
    ...missing.map(([name]) => `${at} lacks ${name}`),
    ...Object.entries(field.args).flatMap(([name, argument]) => {
      const type = known[name];
      return type === undefined
        ? [`${at} takes no ${name}`]
        : givenProblems(operation, `${at}(${name})`, { type, argument });
    }),
  ];
};

interface Given {
  readonly type: string;
  readonly argument: Argument;
}

/** A variable may be stricter than the place it goes to: https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed */
const givenProblems = (operation: Operation, at: string, { type, argument }: Given): string[] => {
  if (argument.kind === 'enum') return valueProblems(at, type, argument.name);
  if (argument.kind === 'literal') return valueProblems(at, type, argument.value);
  const declared = operation.variables[argument.name];
  if (declared === undefined) return [`${at}: $${argument.name} is not declared`];
  const fits = declared === type || (!isRequired(type) && declared === `${type}!`);
  return fits ? [] : [`${at} is ${type}, and $${argument.name} is ${declared}`];
};

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: value => typeof value === 'string',
  String: value => typeof value === 'string',
  DateTime: value => typeof value === 'string',
  DateTimeOrDuration: value => typeof value === 'string',
  TimelessDate: value => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  Int: value => Number.isInteger(value),
  Float: value => typeof value === 'number',
  Boolean: value => typeof value === 'boolean',
};

const valueProblems = (at: string, type: string, value: unknown): string[] => {
  if (value === null || value === undefined) return isRequired(type) ? [`${at} is required`] : [];
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((member, index) => valueProblems(`${at}[${index}]`, bare.slice(1, -1), member));
  }
  const input = schema.inputs[bare];
  if (input) return inputProblems(at, input, value);
  const isRight = schema.enums[bare]?.some(member => member === value) ?? scalars[bare]?.(value) ?? false;
  return isRight ? [] : [`${at} is no ${bare}`];
};

const inputProblems = (at: string, input: Readonly<Record<string, string>>, value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  const missing = Object.keys(input).filter(name => isRequired(input[name] ?? '') && !(name in value));
  return [
    ...missing.map(name => `${at} lacks ${name}`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const type = input[name];
      return type === undefined ? [`${at} has no ${name}`] : valueProblems(`${at}.${name}`, type, member);
    }),
  ];
};

/** A session that sends nothing that Linear's schema forbids, and notes the names of the operations it sent. */
export const described = (session: ProviderSession, used: Set<string>): ProviderSession => ({
  ...session,
  http: {
    request: request => {
      const { query, variables } = request.body as { query: string; variables: Record<string, unknown> };
      const operation = parse(query);
      const problems = problemsOf(operation, variables);
      if (problems.length > 0) throw new Error(`${operation.name}: ${problems.join('; ')}`);
      used.add(operation.name);
      return session.http.request(request);
    },
  },
});
