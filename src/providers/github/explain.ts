import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, refusalBody, retryAfterMs } from '#provider-sdk';
import type { GithubErrorBody } from './github.types.js';

const minuteMs = 60_000;

export const failure = (
  code: ProviderErrorCode,
  response: ProviderResponse,
  retryAfter?: number,
): ProviderError => {
  const { message, errors } = refusalBody<GithubErrorBody>(response);
  const details = Array.isArray(errors) ? errors.map(describe).filter(Boolean) : [];
  const text = [message ?? `status ${response.status}`, ...details].join(' ');
  return new ProviderError(code, `GitHub refused: ${text}`, {
    remoteStatus: response.status,
    retryAfterMs: retryAfter,
  });
};

const describe = (error: NonNullable<GithubErrorBody['errors']>[number]): string =>
  typeof error === 'string' ? error : (error.message ?? [error.field, error.code].filter(Boolean).join(' '));

/**
 * How long GitHub asks to wait, undefined when it does not limit:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
const waitOf = (response: ProviderResponse, now: Date): number | undefined => {
  const { headers } = response;
  const asked = retryAfterMs(headers['retry-after'], now);
  if (asked !== undefined) return asked;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset))
    return Math.max(1000, reset * 1000 - now.getTime());
  const isLimited =
    response.status === 429 ||
    /rate limit|abuse detection/i.test(refusalBody<GithubErrorBody>(response).message ?? '');
  return isLimited ? minuteMs : undefined;
};

/** 403 is a limit, a missing permission, or something nobody may do; the headers and the message tell which. */
export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    const { status } = response;
    if (status === 403 || status === 429) {
      const wait = waitOf(response, now());
      if (wait !== undefined) return failure('rate_limited', response, wait);
      const isLocked = /archived|read-only|locked/i.test(
        refusalBody<GithubErrorBody>(response).message ?? '',
      );
      return isLocked ? failure('permanent', response) : failure('insufficient_scope', response);
    }
    if (status === 404 || status === 410) return failure('not_found', response);
    return status === 400 || status === 409 || status === 422 || status === 451
      ? failure('permanent', response)
      : undefined;
  };
