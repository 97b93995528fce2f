import { describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '../credentials/token-response.js';
import { grantedBy } from './granted-scopes.js';

const token = (scopes: string[] | null): TokenResponse => ({ scopes }) as TokenResponse;
const names = { unnamed: ['offline_access'], prefix: 'https://graph.microsoft.com/' };

describe('granted scopes', () => {
  it('are what the answer names, in the names they were asked by', () => {
    const answer = token(['https://graph.microsoft.com/User.Read', 'openid']);
    expect(grantedBy(answer, ['User.Read', 'Calendars.ReadWrite'], names)).toEqual(['User.Read', 'openid']);
  });

  it('include those the vendor never names, when they were asked for', () => {
    expect(grantedBy(token(['User.Read']), ['User.Read', 'offline_access'], names)).toEqual([
      'User.Read',
      'offline_access',
    ]);
    expect(grantedBy(token(['User.Read']), ['User.Read'], names)).toEqual(['User.Read']);
  });

  it('are those asked for when the answer names none', () => {
    expect(grantedBy(token(null), ['User.Read', 'offline_access'], names)).toEqual([
      'User.Read',
      'offline_access',
    ]);
  });
});
