import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import { providerResponse } from '#provider-sdk';
import { explain } from './explain.js';

const now = () => new Date('2027-01-01T00:00:00Z');
const read = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const error = explain(now)(providerResponse(status, headers, JSON.stringify(body)));
  return error instanceof ProviderError ? [error.providerCode, error.retryAfterMs ?? null] : error;
};

describe('a refusal of Todoist', () => {
  const cases: readonly (readonly [string, number, object, readonly unknown[]])[] = [
    ['an ended token', 401, { error_tag: 'UNAUTHORIZED' }, ['auth_expired', null]],
    [
      'an ended token dressed as 403',
      403,
      { error: 'Invalid token', error_code: 401, error_tag: 'AUTH_INVALID_TOKEN', http_code: 403 },
      ['auth_expired', null],
    ],
    [
      'a scope that is missing',
      403,
      { error_tag: 'AUTH_INSUFFICIENT_TOKEN_SCOPE' },
      ['insufficient_scope', null],
    ],
    ['a full project', 403, { error_tag: 'MAX_ITEMS_LIMIT_REACHED' }, ['permanent', null]],
    ['a limit that names seconds', 429, { error_extra: { retry_after: 9 } }, ['rate_limited', 9000]],
    ['a limit that names none', 429, {}, ['rate_limited', 60_000]],
    ['an argument', 400, { error: 'Invalid argument value' }, ['permanent', null]],
    ['something gone', 404, { error_tag: 'NOT_FOUND' }, ['not_found', null]],
    ['a breakdown', 503, {}, ['temporary', null]],
  ];

  it.each(cases)('is read: %s', (_, status, body, expected) => {
    expect(read(status, body)).toEqual(expected);
  });

  it('waits as long as the header says before what the body says', () => {
    const body = { error_extra: { retry_after: 9 } };
    expect(read(429, body, { 'retry-after': '30' })).toEqual(['rate_limited', 30_000]);
  });

  it('is not found in an answer that is none', () => {
    expect(explain(now)(providerResponse(200, {}, '{}'))).toBeUndefined();
  });
});
