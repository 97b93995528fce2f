import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '#kernel';
import type { ProviderManifest, RateLimits } from '#provider-sdk';
import { googleCalendarManifest } from '../../providers/google-calendar/index.js';
import { budgetWords, clientHolder, holdersOf, narrowerBudgets, widerBudgets } from './provider-budgets.js';

const now = new Date('2026-11-21T10:00:00Z');
const own = { requestsPerSecond: 5, concurrent: 4 };
const url = new URL('https://slack.example/api/reactions.add?as=ada');
const holders = holdersOf({ connection: 'c', organization: 'o', client: 'shared' }, url);
const manifest = (limits: Partial<RateLimits>): ProviderManifest => ({
  ...googleCalendarManifest,
  key: 'p',
  limits: { ...own, ...limits },
});
const words = (limits: Partial<RateLimits>, headers: Record<string, string>, failure?: Error) =>
  budgetWords(manifest(limits), holders, {
    response: { status: 200, headers, body: Buffer.alloc(0), text: '' },
    failure,
    now,
  });
const limited = (retryAfterMs?: number) =>
  new ProviderError('rate_limited', 'Slow down.', retryAfterMs === undefined ? {} : { retryAfterMs });
const counted = { remaining: 'x-left', reset: 'x-reset', form: 'seconds_left' } as const;

describe('the budgets of a request', () => {
  it('are those of the organization and the client, where the manifest speaks of them', () => {
    expect(widerBudgets(manifest({}), holders)).toEqual([]);
    const allowance = { requests: 100, perSeconds: 10, concurrent: 7 };
    const found = widerBudgets(manifest({ client: allowance, organization: allowance }), holders);
    expect(found.map(({ key, isShared, concurrent }) => [key, isShared, concurrent])).toEqual([
      ['p:organization:o', true, 7],
      ['p:client:shared', true, 7],
    ]);
  });

  it('include one that only the vendor counts, for its word to close', () => {
    expect(widerBudgets(manifest({ scope: 'client' }), holders).map(({ key }) => key)).toEqual([
      'p:client:shared',
    ]);
    const headers = [{ ...counted, scope: 'organization' as const }];
    expect(widerBudgets(manifest({ headers }), holders).map(({ key }) => key)).toEqual(['p:organization:o']);
  });

  it('begin with the method’s, where the vendor counts methods', () => {
    expect(narrowerBudgets(manifest({}), holders)).toEqual([]);
    expect(narrowerBudgets(manifest({ scope: 'method' }), holders).map(({ key }) => key)).toEqual([
      'p:method:c:/api/reactions.add',
    ]);
  });

  it('know an organization’s own client by its integration, whatever id was written there', () => {
    const claimed = 'the-id-of-somebody-else';
    expect(clientHolder({ id: 'i1', clientId: claimed })).not.toBe(
      clientHolder({ id: 'i2', clientId: claimed }),
    );
    expect(clientHolder({ id: 'i1', clientId: null })).toBe(clientHolder({ id: 'i2' }));
  });
});

describe('an answer’s word', () => {
  it('closes the scope that the vendor means, for the time it asks for', () => {
    expect(words({}, {}, limited(7_000))).toEqual([
      { key: 'p:connection:c', isLimited: true, retryAfterMs: 7_000 },
    ]);
    expect(words({ scope: 'method' }, {}, limited(7_000))).toEqual([
      { key: 'p:method:c:/api/reactions.add', isLimited: true, retryAfterMs: 7_000 },
    ]);
    expect(words({ scope: 'client' }, {}, limited())).toEqual([{ key: 'p:client:shared', isLimited: true }]);
  });

  it('takes the reset of a spent count for the time, when there is no other', () => {
    const said = words({ headers: [counted] }, { 'x-left': '0', 'x-reset': '90' }, limited());
    expect(said.at(-1)).toEqual({ key: 'p:connection:c', isLimited: true, retryAfterMs: 90_000 });
    const more = words({ headers: [counted] }, { 'x-left': '5', 'x-reset': '90' }, limited());
    expect(more.at(-1)).toEqual({ key: 'p:connection:c', isLimited: true });
  });

  it('closes nothing when the failure is another', () => {
    const failure = new ProviderError('insufficient_scope', 'Not for you.', { retryAfterMs: 9_000 });
    expect(words({}, { 'retry-after': '9' }, failure)).toEqual([{ key: 'p:connection:c' }]);
  });

  it('speaks of each count in its own scope', () => {
    const headers = [counted, { ...counted, remaining: 'x-app-left', scope: 'client' as const }];
    const said = words({ headers }, { 'x-left': '4', 'x-app-left': '9', 'x-reset': '5' });
    expect(said.slice(0, 2).map(({ key, reading }) => [key, reading?.remaining])).toEqual([
      ['p:connection:c', 4],
      ['p:client:shared', 9],
    ]);
  });
});
