import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, retryAfterMs } from '#provider-sdk';
import type { GoogleErrorBody } from './google-contacts.types.js';

/**
 * Google says in `status` and in the details' `reason` what the number leaves open:
 * https://cloud.google.com/apis/design/errors
 */
const codes: Readonly<Record<string, ProviderErrorCode>> = {
  EXPIRED_SYNC_TOKEN: 'cursor_expired',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  RESOURCE_EXHAUSTED: 'rate_limited',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'insufficient_scope',
  SERVICE_DISABLED: 'permanent',
};

/** The quotas are counted by the minute and Google names no time to wait. */
const minute = 60_000;

const errorOf = (response: ProviderResponse): GoogleErrorBody['error'] => {
  try {
    const { error } = response.json<GoogleErrorBody>();
    return typeof error === 'object' ? error : undefined;
  } catch {
    // A gateway's page: the status alone decides.
    return undefined;
  }
};

export const reasonsOf = (response: ProviderResponse): string[] => {
  const error = errorOf(response);
  return [...(error?.details ?? []).map(({ reason }) => reason), error?.status].filter(
    reason => reason !== undefined,
  );
};

export const failure = (code: ProviderErrorCode, response: ProviderResponse, now: Date): ProviderError => {
  const message = errorOf(response)?.message ?? `status ${response.status}`;
  const wait =
    retryAfterMs(response.headers['retry-after'], now) ?? (code === 'rate_limited' ? minute : undefined);
  return new ProviderError(code, `Google Contacts refused: ${message}`, {
    remoteStatus: response.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
};

export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    if (response.status === 401 || response.status >= 500) return undefined;
    const code = reasonsOf(response)
      .map(reason => codes[reason])
      .find(known => known !== undefined);
    return code ? failure(code, response, now()) : undefined;
  };

/**
 * The reason EXPIRED_SYNC_TOKEN is promised, but 400 without it and 410 have been seen as well; a page token that is
 * refused is 400 too. Whatever the request carried, the listing begins anew.
 */
export const explainCursor =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined =>
    response.status === 410 || response.status === 400
      ? failure('cursor_expired', response, now())
      : explain(now)(response);
