import { HttpException } from '@nestjs/common';
import { HubError } from '#kernel';
import { databaseProblem } from './database-problem.js';

/** A failure as the caller may know it, before it becomes a document. */
export interface Failure {
  readonly error: HubError;
  /** Nobody expected it: the log gets the cause, the caller a request id. */
  readonly isUnexpected: boolean;
}

const codes: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['bad_request', 'The request could not be read.'],
  401: ['unauthenticated', 'Send a valid key or session as "Authorization: Bearer …".'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is no such route here.'],
  405: ['method_not_allowed', 'This method is not allowed here.'],
  406: ['not_acceptable', 'No representation fits the Accept header.'],
  408: ['request_timeout', 'The request took too long to arrive.'],
  409: ['conflict', 'The request conflicts with the current state.'],
  413: ['body_too_large', 'The body is larger than this server accepts.'],
  414: ['url_too_long', 'A part of the URL is longer than this server accepts.'],
  415: ['unsupported_media_type', 'Send application/json.'],
  422: ['validation_failed', 'The request is not valid.'],
  429: ['rate_limited', 'Too many requests.'],
  503: ['unavailable', 'Not available right now. Try again soon.'],
};

/** Every error there is, as one of ours. Exhaustive by its last line: what nobody knows is a 500. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof HubError) return { error, isUnexpected: error.status >= 500 && !error.retryable };
  const database = databaseProblem(error);
  if (database) return { error: database, isUnexpected: false };
  const status = statusOf(error);
  const known = status === undefined ? undefined : codes[status];
  if (status !== undefined && known) {
    const [code, detail] = known;
    return {
      error: new HubError(code, status, detail, { cause: error, retryable: status === 503 }),
      isUnexpected: false,
    };
  }
  const isCallers = status !== undefined && status >= 400 && status < 500;
  if (isCallers)
    return {
      error: new HubError('bad_request', status, 'The request could not be served.'),
      isUnexpected: false,
    };
  const detail = 'Something went wrong on our side. The request id helps us to find it.';
  return { error: new HubError('internal_error', 500, detail, { cause: error }), isUnexpected: true };
};

/** Nest's exceptions, and Fastify's errors, which carry `statusCode`. Their messages are not for callers. */
const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  const isFastify = error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
  return isFastify && 'statusCode' in error ? Number(error.statusCode) : undefined;
};
