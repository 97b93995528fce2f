import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, refusalBody, retryAfterMs } from '#provider-sdk';
import type { LinearError } from './linear.types.js';

/** Linear names a kind of failure twice, as `RATELIMITED` and as `ratelimited`, as `FORBIDDEN` and as `forbidden`. */
const codes: Readonly<Record<string, ProviderErrorCode>> = {
  ratelimited: 'rate_limited',
  authenticationerror: 'auth_expired',
  forbidden: 'insufficient_scope',
  featurenotaccessible: 'insufficient_scope',
  internalerror: 'temporary',
  internalservererror: 'temporary',
  networkerror: 'temporary',
  bootstraperror: 'temporary',
  locktimeout: 'temporary',
};

const plain = (text: string | undefined): string => (text ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');

const codeOf = ({ message, extensions }: LinearError): ProviderErrorCode => {
  const found = codes[plain(extensions?.code)] ?? codes[plain(extensions?.type)];
  if (found) return found;
  return /entity not found|could not find/i.test(message ?? '') ? 'not_found' : 'permanent';
};

/** The errors that an answer carries; a gateway's page carries none. */
export const errorsOf = (response: ProviderResponse): readonly LinearError[] => {
  const { errors } = refusalBody<{ readonly errors: unknown }>(response);
  return Array.isArray(errors) ? (errors as LinearError[]) : [];
};

/** How many milliseconds until the count that is used up begins anew; undefined when no header tells. */
const untilReset = ({ headers }: ProviderResponse, now: Date): number | undefined => {
  const cost = Number(headers['x-complexity'] ?? 1);
  const waits = (['requests', 'complexity', 'endpoint-requests'] as const).flatMap(count => {
    const remaining = headers[`x-ratelimit-${count}-remaining`];
    const reset = Number(headers[`x-ratelimit-${count}-reset`]);
    const needed = count === 'complexity' && Number.isFinite(cost) ? cost : 1;
    const isSpent = remaining !== undefined && Number(remaining) < needed;
    return isSpent && Number.isFinite(reset) ? [Math.max(1000, reset - now.getTime())] : [];
  });
  return waits.length > 0 ? Math.max(...waits) : undefined;
};

export const failure = (errors: readonly LinearError[], response: ProviderResponse, now: Date): Error => {
  const [first = {}] = errors;
  const code = codeOf(first);
  const texts = errors.map(({ message, extensions }) => extensions?.userPresentableMessage ?? message);
  const wait = retryAfterMs(response.headers['retry-after'], now) ?? untilReset(response, now);
  return new ProviderError(code, `Linear refused: ${texts.filter(Boolean).join(' ')}`, {
    remoteStatus: response.status,
    retryAfterMs: code === 'rate_limited' ? wait : undefined,
  });
};

/**
 * Refusals come with a status of their own or with 400, and what they mean stands in `extensions`: too many requests are a
 * 400 with `RATELIMITED`. https://linear.app/developers/rate-limiting
 */
export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    if (response.status >= 500) return undefined;
    const errors = errorsOf(response);
    return errors.length > 0 ? failure(errors, response, now()) : undefined;
  };
