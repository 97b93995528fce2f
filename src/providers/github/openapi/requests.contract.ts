import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly body?: { readonly properties?: Readonly<Record<string, unknown>> };
}

interface Operation extends Described {
  readonly id: string;
  readonly pattern: RegExp;
  readonly parameters: Readonly<Record<string, ValidateFunction>>;
  readonly validBody: ValidateFunction | undefined;
}

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, coerceTypes: false });
formats.default(ajv);

const load = (): Operation[] => {
  const text = readFileSync(new URL('operations.json', import.meta.url), 'utf8');
  const described = JSON.parse(text) as Record<string, Described>;
  return Object.entries(described).map(([id, operation]) => ({
    ...operation,
    id,
    pattern: patternOf(operation.path),
    parameters: Object.fromEntries(
      Object.entries(operation.query).map(([name, { schema }]) => [name, ajv.compile(schema)]),
    ),
    validBody: operation.body && ajv.compile(operation.body),
  }));
};

/** GitHub serves a repository by its number wherever it serves it by its name. */
const patternOf = (path: string): RegExp => {
  const source = path
    .replace('/repos/{owner}/{repo}', '(?:/repos/[^/]+/[^/]+|/repositories/\\d+)')
    .replaceAll(/\{\w*(?:number|id)\}/g, '\\d+')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${source}$`);
};

const operations = load();

/** The operation that GitHub's description has for a request; throws when it has none or forbids the request. */
export const describedOperation = (request: ProviderRequest, apiUrl: string): string => {
  const url = new URL(request.url.startsWith('http') ? request.url : `${apiUrl}${request.url}`);
  const operation = operations.find(
    ({ method, pattern }) => method === request.method && pattern.test(url.pathname),
  );
  if (!operation) throw new Error(`GitHub describes no ${request.method} ${url.pathname}`);
  const query = { ...Object.fromEntries(url.searchParams), ...request.query };
  const problems = [...queryProblems(operation, query), ...bodyProblems(operation, request.body)];
  if (problems.length > 0) throw new Error(`${operation.id}: ${problems.join('; ')}`);
  return operation.id;
};

const queryProblems = (operation: Operation, query: Readonly<Record<string, unknown>>): string[] => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const wrong = given.flatMap(([name, value]) => {
    const valid = operation.parameters[name];
    // In an address a number is written like a text.
    const forms = [value, Number(value), value === 'true'];
    if (valid)
      return forms.some(form => valid(form)) ? [] : [`query ${name} ${ajv.errorsText(valid.errors)}`];
    return name === 'page' ? [] : [`unknown query ${name}`];
  });
  const names = given.map(([name]) => name);
  const missing = Object.entries(operation.query).filter(
    ([name, { required }]) => required && !names.includes(name),
  );
  return [...wrong, ...missing.map(([name]) => `missing query ${name}`)];
};

const bodyProblems = ({ body, validBody }: Operation, sent: unknown): string[] => {
  if (!validBody) return sent === undefined ? [] : ['takes no body'];
  const invalid = validBody(sent) ? [] : [ajv.errorsText(validBody.errors)];
  const known = Object.keys(body?.properties ?? sent ?? {});
  return [
    ...invalid,
    ...Object.keys(sent ?? {})
      .filter(name => !known.includes(name))
      .map(name => `unknown member ${name}`),
  ];
};

/** A session that sends only what GitHub's description allows, and notes what it was. */
export const described = (session: ProviderSession, used: Set<string>): ProviderSession => ({
  ...session,
  http: {
    request: request => {
      const isGraphql = new URL(request.url, session.apiUrl).pathname === '/graphql';
      used.add(isGraphql ? 'graphql' : describedOperation(request, session.apiUrl));
      return session.http.request(request);
    },
  },
});
