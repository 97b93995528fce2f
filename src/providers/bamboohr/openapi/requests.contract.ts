import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly body?: {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly additionalProperties?: unknown;
  };
}

interface Operation extends Described {
  readonly id: string;
  readonly pattern: RegExp;
  readonly parameters: Readonly<Record<string, ValidateFunction>>;
  readonly validBody: ValidateFunction | undefined;
}

const ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false });
formats.default(ajv);

const load = (): Operation[] => {
  const text = readFileSync(new URL('operations.json', import.meta.url), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, Described>).map(([id, operation]) => ({
    ...operation,
    id,
    pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, String.raw`\d+`)}$`),
    parameters: Object.fromEntries(
      Object.entries(operation.query).map(([name, { schema }]) => [name, ajv.compile(schema)]),
    ),
    validBody: operation.body && ajv.compile(operation.body),
  }));
};

const operations = load();

/** The operation that BambooHR's description has for a request; throws when it has none or forbids the request. */
export const describedOperation = (request: ProviderRequest): string => {
  const path = `/api/v1${request.url}`;
  const operation = operations.find(({ method, pattern }) => method === request.method && pattern.test(path));
  if (!operation) throw new Error(`BambooHR describes no ${request.method} ${path}`);
  const problems = [
    ...queryProblems(operation, request.query ?? {}),
    ...bodyProblems(operation, request.body),
  ];
  if (problems.length > 0) throw new Error(`${operation.id}: ${problems.join('; ')}`);
  return operation.id;
};

const queryProblems = (operation: Operation, query: Readonly<Record<string, unknown>>): string[] => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const wrong = given.flatMap(([name, value]) => {
    const valid = operation.parameters[name];
    if (!valid) return [`unknown query ${name}`];
    // In an address a number is written like a text.
    return [value, Number(value)].some(form => valid(form)) ? [] : [`query ${name}`];
  });
  const missing = Object.entries(operation.query).filter(
    ([name, { required }]) => required && !(name in query),
  );
  return [...wrong, ...missing.map(([name]) => `missing query ${name}`)];
};

const bodyProblems = ({ body, validBody }: Operation, sent: unknown): string[] => {
  if (!validBody) return sent === undefined ? [] : ['takes no body'];
  const invalid = validBody(sent) ? [] : [ajv.errorsText(validBody.errors)];
  if (body?.additionalProperties !== undefined) return invalid;
  const known = Object.keys(body?.properties ?? {});
  const unknown = Object.keys(sent ?? {}).filter(name => !known.includes(name));
  return [...invalid, ...unknown.map(name => `unknown member ${name}`)];
};

/** A session that sends only what BambooHR's description allows, and notes what it was. */
export const described = (session: ProviderSession, used: Set<string>): ProviderSession => ({
  ...session,
  http: {
    request: request => {
      used.add(describedOperation(request));
      return session.http.request(request);
    },
  },
});
