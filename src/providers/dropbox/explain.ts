import { ProviderError, type ProviderErrorCode } from '#kernel';
import { type ProviderResponse, retryAfterMs } from '#provider-sdk';
import type { ErrorBody } from './dropbox.types.js';

/** A step of `error_summary`, the path through the tags of an error: `path/not_found/..`. */
const codes: Readonly<Record<string, ProviderErrorCode>> = {
  reset: 'cursor_expired',
  not_found: 'not_found',
  no_write_permission: 'insufficient_scope',
  access_restricted: 'insufficient_scope',
  team_folder: 'insufficient_scope',
  too_many_requests: 'rate_limited',
  too_many_write_operations: 'rate_limited',
  content_hash_mismatch: 'temporary',
  internal_error: 'temporary',
};

const advice: Readonly<Record<string, string>> = {
  not_found: 'it is not there',
  conflict: 'something of this name is there already',
  insufficient_space: 'the account is full',
  disallowed_name: 'Dropbox does not allow this name',
  malformed_path: 'Dropbox does not allow this name',
  unsupported_file: 'this kind of file has no content to download',
  too_many_files: 'more than 10,000 files at once',
  locked: 'the file is locked',
  no_write_permission: 'the account may not write there',
  too_many_write_operations: 'too many changes at once in this account',
};

/** Dropbox's own words for a refusal, beside what it means to the hub. */
export class DropboxRefusal extends ProviderError {
  constructor(
    readonly tags: readonly string[],
    readonly body: NonNullable<ErrorBody['error']>,
    code: ProviderErrorCode,
    options: { readonly remoteStatus: number; readonly retryAfterMs?: number },
  ) {
    const tag = tags.findLast(step => step in advice) ?? '';
    super(code, `Dropbox refused: ${advice[tag] ?? tags.join('/')}`, options);
  }

  is(...path: readonly string[]): boolean {
    return path.every((step, index) => this.tags[index] === step);
  }
}

/**
 * Refusals are 409 with `error_summary`; 401 also means a scope that is missing, 429 says in its body how long to wait.
 * https://www.dropbox.com/developers/documentation/http/documentation#error-handling
 */
export const explain =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined => {
    const { status } = response;
    if (status !== 401 && status !== 409 && status !== 429) return undefined;
    const { error_summary: summary = '', error = {} } = bodyOf(response);
    const tags = summary.split('/').filter(step => /[a-z]/.test(step));
    if (status === 401) return missingScope(tags, error);
    const seconds = error.retry_after;
    const wait =
      typeof seconds === 'number' ? seconds * 1000 : retryAfterMs(response.headers['retry-after'], now());
    const known = tags.map(tag => codes[tag]).findLast(found => found !== undefined);
    const code = status === 429 ? 'rate_limited' : (known ?? 'permanent');
    return new DropboxRefusal(tags, error, code, {
      remoteStatus: status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  };

/** A cursor that was never one is answered 400, one that has ended 409 `reset`: the listing begins anew. */
export const explainCursor =
  (now: () => Date) =>
  (response: ProviderResponse): Error | undefined =>
    response.status === 400
      ? new ProviderError('cursor_expired', 'Dropbox does not know this cursor.', { remoteStatus: 400 })
      : explain(now)(response);

const missingScope = (
  tags: readonly string[],
  error: NonNullable<ErrorBody['error']>,
): ProviderError | undefined =>
  tags[0] === 'missing_scope'
    ? new ProviderError('insufficient_scope', `Dropbox asks for the scope ${error.required_scope ?? '?'}.`, {
        remoteStatus: 401,
      })
    : undefined;

const bodyOf = (response: ProviderResponse): ErrorBody => {
  try {
    return response.json<ErrorBody | null>() ?? {};
  } catch {
    // A gateway's page: the status alone decides.
    return {};
  }
};

/** `undefined` when the refusal begins with one of these paths; any other failure is thrown on. */
export const unless = async <T>(paths: readonly string[], work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    const isOne = error instanceof DropboxRefusal && paths.some(path => error.is(...path.split('/')));
    if (isOne) return undefined;
    throw error;
  }
};
