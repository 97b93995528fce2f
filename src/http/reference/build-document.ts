import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type RouteAccess, routeAccess } from '#tenancy';
import { problemSchema } from './problem-schema.js';
import { convertSchema } from './schema-converter.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
const verbs = ['get', 'put', 'post', 'delete', 'patch'] as const;

const sessionScheme = {
  type: 'apiKey',
  in: 'cookie',
  description:
    'A browser’s session, from POST /auth/login; without https the cookie is named `causeway`. Requests that change ' +
    'something send the csrfToken of GET /auth/me as X-CSRF-Token.',
} as const;

/** The OpenAPI 3.1 document of everything this application serves. Also what the typed client is generated from. */
export const buildDocument = (app: INestApplication): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Causeway')
    .setDescription('Self-hosted, multi-tenant integration hub.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This hub')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key, operator key or member session',
    })
    .addCookieAuth('__Host-causeway', sessionScheme, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: convertSchema,
    operationIdFactory: (_controller, method) => method,
  });
  const routes = new Map(
    routeAccess(app).map(route => [routeKey(route.method, templateOf(route.path)), route]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const verb of verbs) {
      const operation = item[verb];
      if (operation) complete(operation, path, routes.get(routeKey(verb, path)));
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  return document;
};

const routeKey = (method: string, template: string): string => `${method.toUpperCase()} ${template}`;
const templateOf = (path: string): string => path.replace(/:([A-Za-z]\w*)/g, '{$1}');

/** Adds what every operation has and no controller should repeat. */
const complete = (operation: Operation, path: string, route: RouteAccess | undefined): void => {
  operation.operationId = `${operation.tags?.[0] ?? 'api'}_${operation.operationId ?? ''}`;
  operation.parameters = [...missingPathParameters(operation, path), ...(operation.parameters ?? [])];
  const isPublic = route?.access?.kind === 'public';
  operation.security = securityOf(route);
  if (!isPublic && route?.method !== 'GET') operation.parameters.push(idempotencyKey);
  if (route?.access?.kind === 'roles') Object.assign(operation, { 'x-roles': route.access.roles });
  if (route?.scope) Object.assign(operation, { 'x-scope': route.scope });
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  operation.responses = { ...operation.responses, default: { description: 'Any failure', content } };
};

/** Keys do not log in: what belongs to a person's login takes their session alone, the rest takes either. */
const securityOf = (route: RouteAccess | undefined): Record<string, string[]>[] => {
  if (route?.access?.kind === 'public') return [];
  return route?.access?.kind === 'session' ? [{ session: [] }] : [{ bearer: [] }, { session: [] }];
};

const missingPathParameters = (operation: Operation, path: string): Parameter[] => {
  const known = (operation.parameters ?? []).map(parameter => ('name' in parameter ? parameter.name : ''));
  const named = [...path.matchAll(/\{(\w+)\}/g)]
    .map(match => match[1] ?? '')
    .filter(name => !known.includes(name));
  return named.map(name => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));
};

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes a retry harmless: the same key and request get the first answer again, for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
