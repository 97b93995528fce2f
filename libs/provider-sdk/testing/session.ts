import { Readable } from 'node:stream';
import { ProviderError, SystemClock } from '#kernel';
import type { ContentSession, OpenedResponse } from '../content.js';
import { failureOf, providerResponse } from '../failure.js';
import type { ProviderHttp, ProviderRequest, ProviderResponse } from '../session.js';

export interface TestSessionOptions {
  readonly apiUrl: string;
  /** Headers of every request, such as the bearer token of the moment. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/** A session over plain `fetch`: no retries, no pacing, redirects refused. Statuses read as in production. */
export const testSession = (options: TestSessionOptions): ContentSession => {
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now ?? ((): Date => new SystemClock().now());
  return {
    apiUrl,
    signal,
    now,
    settings: options.settings ?? {},
    logger: { info: () => undefined, warn: () => undefined },
    http: {
      request: request => send(request, { ...options, apiUrl, signal, now }),
      open: request => open(request, { ...options, apiUrl, signal, now }),
    },
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

const open = async (request: ProviderRequest, options: Resolved): Promise<OpenedResponse> => {
  const response = await fetched(request, options);
  const headers = Object.fromEntries(response.headers);
  const text = response.ok ? '' : await response.text();
  const failure = failureOf(request, providerResponse(response.status, headers, text), options.now());
  if (failure) throw failure;
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
  return { status: response.status, headers, body };
};

const exchange = async (request: ProviderRequest, options: Resolved): Promise<ProviderResponse> => {
  const response = await fetched(request, options);
  return providerResponse(response.status, Object.fromEntries(response.headers), await response.text());
};

const isPlain = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

const fetched = async (request: ProviderRequest, options: Resolved): Promise<Response> => {
  const { body } = request;
  const type = body === undefined || isPlain(body) ? {} : { 'content-type': 'application/json' };
  try {
    return await fetch(addressOf(request, options.apiUrl), {
      method: request.method,
      headers: { ...type, ...options.headers?.(), ...request.headers },
      redirect: 'manual',
      signal: options.signal,
      ...(body === undefined ? {} : { body: isPlain(body) ? body : JSON.stringify(body) }),
    });
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
