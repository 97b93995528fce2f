import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly body?: object;
}

interface Operation extends Described {
  readonly id: string;
  readonly pattern: RegExp;
  readonly parameters: Readonly<Record<string, ValidateFunction>>;
  readonly validBody: ValidateFunction | undefined;
}

const ajv = new Ajv({ allErrors: true, strict: true });

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path.replace('{person}', String.raw`people/[\w-]+`).replace('{group}', String.raw`contactGroups/\w+`)}$`,
  );

const load = (): Operation[] => {
  const text = readFileSync(new URL('operations.json', import.meta.url), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, Described>).map(([id, operation]) => ({
    ...operation,
    id,
    pattern: patternOf(operation.path),
    parameters: Object.fromEntries(
      Object.entries(operation.query).map(([name, { schema }]) => [name, ajv.compile(schema)]),
    ),
    validBody: operation.body && ajv.compile(operation.body),
  }));
};

const operations = load();

/** The operation that Google's description has for a request; throws when it has none or forbids the request. */
export const describedOperation = (request: ProviderRequest): string => {
  const url = new URL(request.url);
  const operation = operations.find(
    ({ method, pattern }) => method === request.method && pattern.test(url.pathname),
  );
  if (!operation) throw new Error(`Google describes no ${request.method} ${url.pathname}`);
  const said = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined);
  const problems = [
    ...queryProblems(operation, [...url.searchParams, ...said]),
    ...bodyProblems(operation, request.body),
  ];
  if (problems.length > 0) throw new Error(`${operation.id}: ${problems.join('; ')}`);
  return operation.id;
};

const queryProblems = (operation: Operation, given: readonly (readonly [string, unknown])[]): string[] => {
  const wrong = given.flatMap(([name, value]) => {
    const valid = operation.parameters[name];
    if (!valid) return [`unknown query ${name}`];
    return valid(value) ? [] : [`query ${name}: ${ajv.errorsText(valid.errors)}`];
  });
  const names = given.map(([name]) => name);
  const missing = Object.entries(operation.query).filter(
    ([name, { required }]) => required && !names.includes(name),
  );
  return [...wrong, ...missing.map(([name]) => `missing query ${name}`)];
};

const bodyProblems = ({ validBody }: Operation, sent: unknown): string[] => {
  if (!validBody) return sent === undefined ? [] : ['takes no body'];
  return validBody(sent) ? [] : [ajv.errorsText(validBody.errors)];
};

/** A session that sends only what Google's description allows, and notes what it was. */
export const described = (session: ProviderSession, used: Set<string>): ProviderSession => ({
  ...session,
  http: {
    request: request => {
      used.add(describedOperation(request));
      return session.http.request(request);
    },
  },
});
