import createClient, { createQuerySerializer, type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import type { paths } from '../../../src/client/schema.js';
import { problemOf } from './problem.js';

let csrfToken = '';
/** Of `GET /auth/me`; it changes with each login, switch and confirmation. */
export const keepCsrfToken = (token: string): void => {
  csrfToken = token;
};

let confirmIdentity = (): Promise<boolean> => Promise.resolve(false);
/** How a person is asked who they are: true once the hub has accepted it, false if they turned away. */
export const confirmIdentityBy = (ask: () => Promise<boolean>): void => {
  confirmIdentity = ask;
};

let sessionEnded = (): void => undefined;
/** What is done once the hub knows nobody here any more: the session ran out, or was ended from elsewhere. */
export const onSessionEnd = (then: () => void): void => {
  sessionEnded = then;
};

/** `crypto.randomUUID` is there on https and localhost alone; a console may be opened over http in a private network. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

const changes = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

const ownRequests: Middleware = {
  onRequest: ({ request }) => {
    if (!changes(request.method)) return;
    if (csrfToken !== '') request.headers.set('x-csrf-token', csrfToken);
    if (!request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', newKey());
    }
  },
};

/** Sensitive calls need a login that is minutes old: asks for the password, then sends the same request again. */
const send = async (request: Request): Promise<Response> => {
  const again = request.clone();
  const answer = await fetch(request);
  if (answer.status !== 403) return answer;
  const { code } = problemOf(
    await answer
      .clone()
      .json()
      .catch(() => null),
  );
  if (code !== 'reauthentication_required' || !(await confirmIdentity())) return answer;
  const me = await fetch('/auth/me');
  keepCsrfToken(((await me.json()) as { csrfToken: string }).csrfToken);
  const headers = new Headers(again.headers);
  headers.set('x-csrf-token', csrfToken);
  return fetch(new Request(again, { headers }));
};

const failures: Middleware = {
  onResponse: async ({ response, schemaPath }) => {
    if (response.ok) return;
    const problem = problemOf(await response.json().catch(() => null));
    if (problem.code === 'unauthenticated' && schemaPath !== '/auth/me') sessionEnded();
    throw problem;
  },
  onError: ({ error }) => problemOf(error),
};

const serialize = createQuerySerializer();

/** A list's first page has no cursor; openapi-react-query asks for it with the cursor 0. */
const firstPage = (query: Readonly<Record<string, unknown>>): string =>
  serialize(query['cursor'] === 0 ? { ...query, cursor: undefined } : query);

/** Calls of the hub, checked against its OpenAPI document; what fails throws a `Problem`. */
export const client = createClient<paths>({ baseUrl: '/', fetch: send, querySerializer: firstPage });
client.use(ownRequests, failures);

/** `api.useQuery('get', '/v1/…', { params })`, `api.useMutation('post', …)`. */
export const api = createQueryClient(client);
