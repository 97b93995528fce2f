import { describe, expect, it } from '@jest/globals';
import type { ProviderRequest } from '#provider-sdk';
import { described, describedOperation } from './requests.contract.js';
import { startGithub, usedOperations } from '../github.contract.js';
import { sampleTask } from '../github.sample.contract.js';
import { collect, complete } from '../github.testing.contract.js';

const api = 'https://api.github.com';
const issues = '/repositories/1001/issues';
const check = (request: ProviderRequest): string => describedOperation(request, api);

describe('the check against GitHub’s description', () => {
  it('knows the operations, by name and by number', () => {
    expect(check({ method: 'POST', url: '/repos/ada/site/issues', body: { title: 'T' } })).toBe(
      'issues/create',
    );
    expect(check({ method: 'PATCH', url: `${issues}/1`, body: { milestone: null } })).toBe('issues/update');
    expect(check({ method: 'GET', url: `${api}${issues}?state=all&page=2` })).toBe('issues/list-for-repo');
  });

  const canaries: readonly (readonly [string, ProviderRequest])[] = [
    ['a missing title', { method: 'POST', url: issues, body: { body: 'B' } }],
    ['a title that is an object', { method: 'POST', url: issues, body: { title: { a: 1 } } }],
    ['an unknown member', { method: 'POST', url: issues, body: { title: 'T', status: 'open' } }],
    [
      'an unknown reason',
      { method: 'PATCH', url: `${issues}/1`, body: { state: 'closed', state_reason: 'done' } },
    ],
    ['labels that are no list', { method: 'PATCH', url: `${issues}/1`, body: { labels: 'bug' } }],
    ['an unknown filter', { method: 'GET', url: issues, query: { updated_since: 'x' } }],
    ['an unknown state', { method: 'GET', url: issues, query: { state: 'every' } }],
    ['an instant that is none', { method: 'GET', url: issues, query: { since: 'yesterday' } }],
    ['a page size that is no number', { method: 'GET', url: issues, query: { per_page: 'many' } }],
    ['a body where none is taken', { method: 'GET', url: issues, body: {} }],
    ['a search without a question', { method: 'GET', url: '/search/issues' }],
    ['a path that GitHub does not have', { method: 'DELETE', url: `${issues}/1` }],
  ];
  it.each(canaries)('refuses %s', (_, request) => {
    expect(() => check(request)).toThrow();
  });

  it('refuses before anything is sent', async () => {
    const world = await startGithub();
    const session = described(world.session, new Set());
    expect(() =>
      session.http.request({ method: 'POST', url: `${world.session.apiUrl}${issues}`, body: {} }),
    ).toThrow();
    expect(world.requests()).toBe(0);
    await world.stop();
  });

  it('saw every operation that the provider has for issues, repositories and hooks', async () => {
    const world = await startGithub();
    const { provider, session, containerId } = world;
    const fields = complete({ ...sampleTask(5), section: '1.0', status: 'done' });
    const base = { model: 'task', containerId, recordId: '019aa000-0000-7000-8000-000000000001' } as const;
    const changed = Object.keys(fields);
    const made = await provider.push?.(session, { ...base, kind: 'upsert', fields, changed, remote: null });
    if (made?.current.kind !== 'upsert') throw new Error('Expected an upsert');
    const [issue] = world.store.issues.values();
    if (issue) world.store.comment(issue, 'Hi', { id: 1, login: 'ada' });
    const known = async (): Promise<Map<string, string>> => new Map();
    const [page] = await collect(provider.pull?.(session, { ...base, cursor: null, known }));
    await collect(provider.pull?.(session, { ...base, cursor: page?.cursor ?? null, known }));
    await provider.identify(session);
    await collect(provider.containers?.(session, 'task'));
    const callbackUrl = 'http://127.0.0.1:9/hook';
    const request = { containerId, callbackUrl, secret: 's', subscriptionId: 'x' };
    const hook = await provider.subscribe?.(session, request);
    await provider.subscribe?.(session, request);
    await collect(provider.subscriptions?.(session));
    if (hook) await provider.unsubscribe?.(session, hook);
    await world.stop();
    expect([...usedOperations].toSorted()).toEqual(
      expect.arrayContaining([
        ...['issues/create', 'issues/list-comments', 'issues/list-comments-for-repo', 'issues/list-for-repo'],
        ...['issues/list-milestones', 'issues/update', 'repos/create-webhook', 'repos/delete-webhook'],
        ...['repos/list-for-authenticated-user', 'repos/list-webhooks', 'repos/update-webhook'],
        'users/get-authenticated',
      ]),
    );
  });
});
