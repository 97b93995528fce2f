import { HubError } from './errors.js';

/** Everything that can go wrong at a provider, and what it means to the hub. */
export const providerErrorCodes = [
  'auth_expired', // refresh once, then the connection needs reauthorization
  'insufficient_scope', // the account lacks a permission; reconnect with more
  'rate_limited', // wait `retryAfterMs`, then go on
  'not_found', // the container or object is gone
  'cursor_expired', // list everything and compare
  'temporary', // retry with backoff
  'permanent', // a person must look
] as const;
export type ProviderErrorCode = (typeof providerErrorCodes)[number];

const statuses: Record<ProviderErrorCode, number> = {
  auth_expired: 409,
  insufficient_scope: 409,
  rate_limited: 503,
  not_found: 404,
  cursor_expired: 409,
  temporary: 503,
  permanent: 502,
};

export interface ProviderErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
  /** HTTP status the provider answered with, when it answered. */
  readonly remoteStatus?: number;
}

/** A failure at a provider; `detail` names the provider's complaint in words fit for the organization. */
export class ProviderError extends HubError {
  readonly retryAfterMs: number | undefined;
  readonly remoteStatus: number | undefined;

  constructor(
    readonly providerCode: ProviderErrorCode,
    detail: string,
    options: ProviderErrorOptions = {},
  ) {
    super(`provider_${providerCode}`, statuses[providerCode], detail, {
      cause: options.cause,
      retryable: providerCode === 'temporary' || providerCode === 'rate_limited',
      ...(options.retryAfterMs === undefined
        ? {}
        : { retryAfterSeconds: Math.ceil(options.retryAfterMs / 1000) }),
    });
    this.retryAfterMs = options.retryAfterMs;
    this.remoteStatus = options.remoteStatus;
  }
}
