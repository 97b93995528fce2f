import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, refusalBody, retryAfterMs } from '#provider-sdk';
import type { TodoistErrorBody } from './todoist.types.js';

const minuteMs = 60_000;

/** A token that ended may come as 403 with 401 inside: the tag tells. */
const isEndedToken = ({ error_tag: tag, error_code: code }: TodoistErrorBody): boolean =>
  code === 401 || tag === 'AUTH_INVALID_TOKEN';

/** The plan's limits and the rights within a shared project: asking the person again for access would change nothing. */
const isBeyondScopes = ({ error_tag: tag = '' }: TodoistErrorBody): boolean =>
  /LIMIT|PREMIUM|FORBIDDEN|ARCHIVED/.test(tag);

const codeOf = (status: number, body: TodoistErrorBody): ProviderErrorCode | undefined => {
  if (status === 401 || (status === 403 && isEndedToken(body))) return 'auth_expired';
  if (status === 403) return isBeyondScopes(body) ? 'permanent' : 'insufficient_scope';
  if (status === 404 || status === 410) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408) return 'temporary';
  return status >= 400 ? 'permanent' : undefined;
};

const waitOf = ({ error_extra: extra }: TodoistErrorBody): number => {
  const seconds = extra?.retry_after;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : minuteMs;
};

const textOf = (status: number, { error, error_tag: tag }: TodoistErrorBody): string =>
  `Todoist refused: ${[error ?? `status ${status}`, tag && `(${tag})`].filter(Boolean).join(' ')}`;

/** `{error, error_tag, error_code, error_extra, http_code}`, of a whole answer or of one command. */
export const refusalOf = (
  status: number,
  body: TodoistErrorBody,
  askedToWait?: number,
): ProviderError | undefined => {
  const code = codeOf(status, body);
  if (code === undefined) return undefined;
  const wait = code === 'rate_limited' ? (askedToWait ?? waitOf(body)) : undefined;
  return new ProviderError(code, textOf(status, body), {
    remoteStatus: status,
    retryAfterMs: wait,
  });
};

export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined =>
    refusalOf(
      response.status,
      refusalBody<TodoistErrorBody>(response),
      retryAfterMs(response.headers['retry-after'], now()),
    );
