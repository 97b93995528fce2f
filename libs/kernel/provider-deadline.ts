import { ProviderError } from './provider-error.js';

/**
 * Aborts after `milliseconds` with an error that says so to whoever waits; `AbortSignal.timeout` would abort with one that
 * looks like a fault of the hub's own.
 */
export const providerDeadline = (
  milliseconds: number,
  detail = `The provider did not answer within ${milliseconds / 1000} seconds. Try again later.`,
): AbortSignal => {
  const deadline = new AbortController();
  setTimeout(() => deadline.abort(new ProviderError('temporary', detail)), milliseconds).unref();
  return deadline.signal;
};
