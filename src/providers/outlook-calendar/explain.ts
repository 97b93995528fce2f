import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, refusalBody, retryAfterMs } from '#provider-sdk';
import type { GraphErrorBody } from './graph.types.js';

/**
 * Codes that say more than their status; compared without case, for Graph is not consistent in it:
 * https://learn.microsoft.com/graph/errors
 */
const codes: Readonly<Record<string, ProviderErrorCode>> = {
  errorinvalididmalformed: 'not_found',
  errorinvaliduser: 'permanent',
  mailboxnotenabledforrestapi: 'permanent',
  mailboxnotsupportedforrestapi: 'permanent',
  errorirresolvableconflict: 'temporary',
  errormailboxmoveinprogress: 'temporary',
  errorquotaexceeded: 'permanent',
  applicationthrottled: 'rate_limited',
  errorexceededconnectioncount: 'rate_limited',
  toomanyrequests: 'rate_limited',
};

/** A delta link is refused with 410; an old or foreign token in it with 400 or 404 and one of these. */
const expired = ['syncstatenotfound', 'syncstateinvalid', 'resyncrequired', 'errorinvalidurlquery'];

export const errorOf = (response: ProviderResponse): GraphErrorBody['error'] => {
  const { error } = refusalBody<GraphErrorBody>(response);
  return typeof error === 'object' ? error : undefined;
};

export const codeOf = (response: ProviderResponse): string => (errorOf(response)?.code ?? '').toLowerCase();

const failure = (code: ProviderErrorCode, response: ProviderResponse, now: Date): ProviderError => {
  const error = errorOf(response);
  const told = error ? `${error.code ?? ''}: ${error.message ?? ''}` : `status ${response.status}`;
  return new ProviderError(code, `Outlook refused: ${told}`, {
    remoteStatus: response.status,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
  });
};

export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    if (response.status === 401 || response.status >= 500) return undefined;
    const known = codes[codeOf(response)];
    if (known) return failure(known, response, now());
    // What Graph says of a body it does not take is worth reading.
    return response.status === 400 ? failure('permanent', response, now()) : undefined;
  };

export const explainCursor =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined =>
    response.status === 410 || expired.includes(codeOf(response))
      ? failure('cursor_expired', response, now())
      : explain(now)(response);
