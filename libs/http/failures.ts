import { type HubError, ProviderError } from '#kernel';

/** The host gave no usable answer. Only these count against its circuit breaker and may be tried again. */
export class Unanswered extends ProviderError {
  constructor(detail: string, cause: Error) {
    super('temporary', detail, { cause });
  }
}

export class ResponseTooLarge extends Error {
  readonly code = 'RESPONSE_TOO_LARGE';
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
  }
}

export class UnknownEncoding extends Error {
  readonly code = 'UNKNOWN_CONTENT_ENCODING';
}

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

const unanswered: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'did not accept a connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not answer in time',
  ETIMEDOUT: 'did not accept a connection in time',
  ECONNREFUSED: 'did not answer: it refused the connection',
  ENOTFOUND: 'did not answer: its name cannot be found',
  EAI_AGAIN: 'did not answer: its name cannot be looked up at the moment',
  EHOSTUNREACH: 'did not answer: it cannot be reached',
  ENETUNREACH: 'did not answer: it cannot be reached',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  UND_ERR_SOCKET: 'broke the connection off',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broke the connection off',
  UND_ERR_HEADERS_OVERFLOW: 'sent more headers than can be taken',
};

/**
 * What a failed exchange means. The original error stays behind: undici's carry bytes of the answer, Node's the URL.
 * Its code is all that goes on, as `cause`. An error without a code is a bug of ours and passes unchanged.
 */
export const toFailure = (error: unknown, host: string): Error => {
  const code = codeOf(error);
  if (code === null || isHubError(error)) return error as Error;
  const cause = new Error(code);
  if (error instanceof ResponseTooLarge) {
    return new ProviderError('permanent', `The answer of ${host} is larger than ${error.limit} bytes.`, {
      cause,
    });
  }
  if (code === 'UNKNOWN_CONTENT_ENCODING') {
    return new ProviderError('permanent', `The answer of ${host} is encoded in an unknown way.`, { cause });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new ProviderError('permanent', `The request to ${host} has an invalid method or header.`, {
      cause,
    });
  }
  if (untrusted.test(code)) {
    return new ProviderError('permanent', `The certificate of ${host} cannot be trusted (${code}).`, {
      cause,
    });
  }
  return new Unanswered(`The host ${host} ${unanswered[code] ?? 'sent no readable answer'}.`, cause);
};

export const deadlineFailure = (host: string, totalMs: number): Unanswered =>
  new Unanswered(`The host ${host} did not answer within ${totalMs} ms.`, new Error('DEADLINE'));

export const crowded = (host: string, retryAfterMs = 1000): ProviderError =>
  new ProviderError(
    'rate_limited',
    `The requests that ${host} allows are used up for now; others are waiting for their turn.`,
    { retryAfterMs },
  );

export const stopping = (host: string): ProviderError =>
  new ProviderError('temporary', `The request to ${host} was not sent: the hub is stopping.`, {
    retryAfterMs: 1000,
  });

/** What metrics call it. */
export const errorLabel = (error: unknown): string => (isHubError(error) ? error.code : 'aborted');

const isHubError = (error: unknown): error is HubError =>
  error instanceof Error && 'publicDetail' in error && 'code' in error;

const codeOf = (error: unknown): string | null => {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // The one error of undici that may come without a code, and with bytes of the answer.
  return 'name' in error && error.name === 'HTTPParserError' ? error.name : null;
};
