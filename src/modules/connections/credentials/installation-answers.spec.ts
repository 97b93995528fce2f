import { describe, expect, it } from '@jest/globals';
import { listedIn, readMinted, readPerson, readStanding } from './installation-answers.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
  url: 'https://api.example/',
});
const codeOf = (status: number, body: unknown = {}, headers = {}): unknown => {
  try {
    return readMinted(answer(status, body, headers) as never, 'Forge');
  } catch (error) {
    return (error as { providerCode: string }).providerCode;
  }
};

describe('an answer to minting a token', () => {
  it('ends the authorization only when the installation is gone', () => {
    expect([404, 401, 403, 429, 422, 500, 502].map(status => codeOf(status))).toEqual([
      'auth_expired',
      'permanent',
      'insufficient_scope',
      'rate_limited',
      'permanent',
      'temporary',
      'temporary',
    ]);
  });

  it('tells pacing from suspension', () => {
    expect(codeOf(403, {}, { 'x-ratelimit-remaining': '0' })).toBe('rate_limited');
    expect(codeOf(403, {}, { 'retry-after': '60' })).toBe('rate_limited');
    expect(codeOf(403, {}, { 'x-ratelimit-remaining': '7' })).toBe('insufficient_scope');
  });

  it('survives HTML, lists, an empty token and an end that is no date', () => {
    for (const body of ['<html>', '[]', '{"token":""}', '{"token":7}', 'null'])
      expect(codeOf(201, body)).toBe('temporary');
    expect(codeOf(201, { token: 't', expires_at: 'soon' })).toEqual({
      accessToken: 't',
      expiresAt: null,
      permissions: {},
    });
  });
});

describe('a list of installations', () => {
  const wish = {
    member: 'installations',
    accountName: ['account', 'login'],
    accountId: ['account', 'id'],
    installationId: '12',
  };
  const read = (body: unknown, headers = {}) => listedIn(answer(200, body, headers) as never, wish);

  it('names the one that was claimed, and only by its whole number', () => {
    const installations = [
      { id: 112 },
      { id: 12, account: { id: 5, login: 'acme' }, suspended_at: null },
      { id: 1 },
    ];
    expect(read({ installations }).found).toEqual({ accountId: '5', accountName: 'acme', suspended: false });
    expect(read({ installations: [{ id: 112 }, { id: 1 }, null, 12, '12'] }).found).toBeNull();
  });

  it('goes on to the next page, and not to the one before', () => {
    const link = '<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"';
    expect(read({ installations: [] }, { link }).next).toBe('https://a.example/?page=3');
    expect(read({ installations: [] }).next).toBeUndefined();
  });

  it('is refused when it is none', () => {
    for (const body of [{}, { installations: {} }, '<html>']) expect(() => read(body)).toThrow(/list/);
  });
});

describe('what a person is in an account', () => {
  const membership = {
    path: '/memberships/{account}',
    accountId: ['organization', 'id'],
    is: { role: 'admin', state: 'active' },
  };
  const standing = (status: number, body: unknown, headers = {}): unknown =>
    readStanding(answer(status, body, headers) as never, membership, '5');
  const admin = { role: 'admin', state: 'active', organization: { id: 5 } };

  it('is an owner’s only by all that the manifest demands, in the same account', () => {
    expect(standing(200, admin)).toBe('owner');
    for (const body of [
      { ...admin, role: 'member' },
      { ...admin, role: ['admin'] },
      { ...admin, state: 'pending' },
      { ...admin, organization: { id: 6 } },
      { ...admin, organization: null },
      { role: 'admin', state: 'active' },
      [admin],
      '<html>',
    ])
      expect(standing(200, body)).toBe('other');
    expect([standing(404, admin), standing(401, admin), standing(302, admin)]).toEqual([
      'other',
      'other',
      'other',
    ]);
  });

  it('is not known when the app may not ask, and asked again when the vendor is busy', () => {
    expect(standing(403, { message: 'Resource not accessible by integration' })).toBe('unknown');
    for (const [status, headers] of [
      [403, { 'retry-after': '60' }],
      [429, {}],
      [502, {}],
    ] as const)
      expect(() => standing(status, admin, headers)).toThrow(/provider/);
  });

  it('begins with an id that is one', () => {
    const person = (status: number, body: unknown): unknown =>
      readPerson(answer(status, body) as never, ['id']);
    expect([person(200, { id: 7 }), person(200, { id: 'u' })]).toEqual(['7', 'u']);
    for (const body of [{}, { id: null }, { id: '' }, { id: {} }, [], '<html>'])
      expect(person(200, body)).toBeNull();
    expect(person(401, { id: 7 })).toBeNull();
  });
});
