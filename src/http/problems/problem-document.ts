import { STATUS_CODES } from 'node:http';
import type { FieldProblem, HubError } from '#kernel';

export const problemType = 'application/problem+json; charset=utf-8';

/** https://www.rfc-editor.org/rfc/rfc9457#section-3 with our extension members. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly FieldProblem[];
  readonly [extension: string]: unknown;
}

export interface Occurrence {
  readonly id: string;
  readonly url: string;
}

export const problemDocument = (error: HubError, request: Occurrence): ProblemDocument => ({
  ...error.extensions,
  type: `/reference/errors#${error.code}`,
  title: STATUS_CODES[error.status] ?? 'Error',
  status: error.status,
  code: error.code,
  detail: error.publicDetail,
  // Without the query, which may hold what belongs in no log.
  instance: request.url.split('?', 1)[0] ?? '/',
  requestId: request.id,
  ...(error.fields.length > 0 ? { errors: error.fields } : {}),
});

export const problemHeaders = (error: HubError): Record<string, string> => ({
  'content-type': problemType,
  'cache-control': 'no-store',
  ...(error.retryAfterSeconds === undefined
    ? {}
    : { 'retry-after': String(Math.max(0, Math.ceil(error.retryAfterSeconds))) }),
  // RFC 6750 section 3
  ...(error.status === 401 ? { 'www-authenticate': 'Bearer realm="causeway"' } : {}),
});
