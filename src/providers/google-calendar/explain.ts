import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, refusalBody, retryAfterMs } from '#provider-sdk';
import type { GoogleErrorBody } from './google-calendar.types.js';

/**
 * Google says in `reason` what a status leaves open:
 * https://developers.google.com/workspace/calendar/api/guides/errors
 */
const reasons: Readonly<Record<string, ProviderErrorCode>> = {
  rateLimitExceeded: 'rate_limited',
  userRateLimitExceeded: 'rate_limited',
  quotaExceeded: 'rate_limited',
  dailyLimitExceeded: 'rate_limited',
  calendarUsageLimitsExceeded: 'rate_limited',
  insufficientPermissions: 'insufficient_scope',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'insufficient_scope',
  forbiddenForNonOrganizer: 'permanent',
  cannotChangeOrganizer: 'permanent',
  accessNotConfigured: 'permanent',
};

export const reasonsOf = (response: ProviderResponse): string[] => {
  const error = errorOf(response);
  return [...(error?.errors ?? []), ...(error?.details ?? [])].flatMap(({ reason }) =>
    reason ? [reason] : [],
  );
};

const errorOf = (response: ProviderResponse): GoogleErrorBody['error'] => {
  const { error } = refusalBody<GoogleErrorBody>(response);
  return typeof error === 'object' ? error : undefined;
};

const failure = (code: ProviderErrorCode, response: ProviderResponse, now: Date): ProviderError => {
  const message = errorOf(response)?.message ?? `status ${response.status}`;
  return new ProviderError(code, `Google Calendar refused: ${message}`, {
    remoteStatus: response.status,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
  });
};

export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    if (response.status === 401 || response.status >= 500) return undefined;
    const code = reasonsOf(response)
      .map(reason => reasons[reason])
      .find(known => known !== undefined);
    return code ? failure(code, response, now()) : undefined;
  };

/** A refused sync token is 410, a refused page token 400: both mean that the listing begins anew. */
export const explainCursor =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined =>
    response.status === 410 || response.status === 400
      ? failure('cursor_expired', response, now())
      : explain(now)(response);
