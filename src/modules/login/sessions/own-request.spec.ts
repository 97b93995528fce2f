import { describe, expect, it } from '@jest/globals';
import { isOwnRequest } from './own-request.js';

const token = 'tokentokentoken';
const origins = ['https://hub.example.com'];
const isOwn = (headers: Record<string, string | string[]>) => isOwnRequest({ headers }, token, origins);

describe('a request with a cookie', () => {
  it('is ours with the token, whether or not the browser says where it is from', () => {
    expect(isOwn({ 'x-csrf-token': token })).toBe(true);
    expect(isOwn({ 'x-csrf-token': token, 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(isOwn({ 'x-csrf-token': token, origin: 'https://hub.example.com' })).toBe(true);
  });

  it.each([
    ['no token', {}],
    ['no token, from our origin', { 'sec-fetch-site': 'same-origin' }],
    ['another token', { 'x-csrf-token': 'tokentokentokex' }],
    ['a part of the token', { 'x-csrf-token': 'token' }],
    ['a token that is not ASCII', { 'x-csrf-token': 'tøkentokentoken' }],
    ['two tokens', { 'x-csrf-token': [token, token] }],
    ['the token, from a neighbour', { 'x-csrf-token': token, 'sec-fetch-site': 'same-site' }],
    ['the token, from elsewhere', { 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' }],
    [
      'the token, from another origin',
      { 'x-csrf-token': token, origin: 'https://hub.example.com.evil.test' },
    ],
    ['the token, from nowhere', { 'x-csrf-token': token, origin: 'null' }],
  ])('is not ours with %s', (_, headers) => expect(isOwn(headers)).toBe(false));
});
