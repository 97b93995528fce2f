import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import { providerResponse } from '#provider-sdk';
import { apiArg } from './dropbox-api.js';
import { explain } from './explain.js';

const read = (status: number, body: object | string, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const error = explain(() => new Date(0))(providerResponse(status, headers, text));
  return error instanceof ProviderError ? [error.providerCode, error.retryAfterMs] : undefined;
};
const refused = (summary: string) => read(409, { error_summary: summary, error: { '.tag': 'x' } });

describe('a refusal of Dropbox', () => {
  it.each([
    ['reset/...', 'cursor_expired'],
    ['path/not_found/..', 'not_found'],
    ['from_lookup/not_found/', 'not_found'],
    ['to/no_write_permission/.', 'insufficient_scope'],
    ['too_many_write_operations/..', 'rate_limited'],
    ['path/conflict/folder/..', 'permanent'],
    ['path/insufficient_space/..', 'permanent'],
    ['content_hash_mismatch/', 'temporary'],
    ['something_new/..', 'permanent'],
  ])('of %s means %s', (summary, code) => {
    expect(refused(summary)).toEqual([code, undefined]);
  });

  it('for too many requests says how long to wait, in its body or its header', () => {
    const error = { reason: { '.tag': 'too_many_requests' }, retry_after: 9 };
    expect(read(429, { error_summary: 'too_many_requests/..', error })).toEqual(['rate_limited', 9_000]);
    expect(read(429, 'Slow down', { 'retry-after': '4' })).toEqual(['rate_limited', 4_000]);
  });

  it('for the token is left to the usual reading, but for a scope that is missing', () => {
    expect(
      read(401, { error_summary: 'expired_access_token/', error: { '.tag': 'expired_access_token' } }),
    ).toBeUndefined();
    const error = { '.tag': 'missing_scope', required_scope: 'sharing.write' };
    expect(read(401, { error_summary: 'missing_scope/..', error })?.[0]).toBe('insufficient_scope');
  });
});

describe('arguments in a header', () => {
  it('are ASCII and mean the same', () => {
    const given = { path: '/Überblick – 会議 🎉\u007f.txt' };
    expect(apiArg(given)).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(apiArg(given))).toEqual(given);
  });
});
