import { parseRetryAfter } from '#http';
import { ProviderError, type ProviderErrorCode } from '#kernel';
import type { ProviderRequest, ProviderResponse } from './session.js';

/** How a status reads when the vendor has no dialect of its own. */
const codeFor = (status: number): ProviderErrorCode => {
  if (status === 401) return 'auth_expired';
  if (status === 403) return 'insufficient_scope';
  if (status === 404 || status === 410) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status === 408 || status >= 500) return 'temporary';
  return 'permanent';
};

/** The failure that an unexpected answer means, or undefined when the answer is one the caller can use. */
export const failureOf = (
  request: ProviderRequest,
  response: ProviderResponse,
  now: Date,
): Error | undefined => {
  const { status } = response;
  if ((status >= 200 && status < 300) || request.expect?.includes(status)) return undefined;
  const explained = request.explain?.(response);
  if (explained) return explained;
  return new ProviderError(codeFor(status), `The provider answered ${status} to ${request.method}.`, {
    remoteStatus: status,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
  });
};

/** Retry-After (RFC 9110 §10.2.3): seconds or a date. Garbage counts as absent. */
export const retryAfterMs = parseRetryAfter;

/** What a refusal says about itself in JSON; a gateway's page says nothing. */
export const refusalBody = <T extends object>(response: ProviderResponse): Partial<T> => {
  try {
    const body = response.json<T | null>();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
};

/** Makes an answer out of its parts; `json()` treats what is no JSON as a broken gateway's doing. */
export const providerResponse = (
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): ProviderResponse => ({
  status,
  headers,
  text,
  json<T>(): T {
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new ProviderError('temporary', 'The provider answered with something that is no JSON.', {
        cause,
        remoteStatus: status,
      });
    }
  },
});
