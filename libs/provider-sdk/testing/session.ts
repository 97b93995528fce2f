import { ProviderError, SystemClock } from '#kernel';
import { failureOf, providerResponse } from '../failure.js';
import type { ProviderHttp, ProviderRequest, ProviderResponse, ProviderSession } from '../session.js';

export interface TestSessionOptions {
  readonly apiUrl: string;
  /** Headers of every request, such as the bearer token of the moment. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/** A session over plain `fetch`: no retries, no pacing, redirects refused. Statuses read as in production. */
export const testSession = (options: TestSessionOptions): ProviderSession => {
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now ?? ((): Date => new SystemClock().now());
  return {
    apiUrl,
    signal,
    now,
    settings: options.settings ?? {},
    logger: { info: () => undefined, warn: () => undefined },
    http: { request: request => send(request, { ...options, apiUrl, signal, now }) },
  };
};

type Resolved = TestSessionOptions & Required<Pick<TestSessionOptions, 'signal' | 'now'>>;

const send: (request: ProviderRequest, options: Resolved) => ReturnType<ProviderHttp['request']> = async (
  request,
  options,
) => {
  const answer = await exchange(request, options);
  const failure = failureOf(request, answer, options.now());
  if (failure) throw failure;
  return answer;
};

const exchange = async (request: ProviderRequest, options: Resolved): Promise<ProviderResponse> => {
  const isText = typeof request.body === 'string';
  const type = request.body === undefined || isText ? {} : { 'content-type': 'application/json' };
  try {
    const response = await fetch(addressOf(request, options.apiUrl), {
      method: request.method,
      headers: { ...type, ...options.headers?.(), ...request.headers },
      redirect: 'manual',
      signal: options.signal,
      ...(request.body === undefined ? {} : { body: isText ? request.body : JSON.stringify(request.body) }),
    });
    return providerResponse(response.status, Object.fromEntries(response.headers), await response.text());
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new ProviderError('temporary', 'The provider could not be reached.', { cause });
  }
};

const addressOf = (request: ProviderRequest, apiUrl: string): URL => {
  const url = new URL(
    /^https?:/.test(request.url) ? request.url : `${apiUrl}/${request.url.replace(/^\//, '')}`,
  );
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
};
