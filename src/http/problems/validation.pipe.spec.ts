import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldProblems } from './validation.pipe.js';

const Wish = z.strictObject({
  limit: z.coerce.number().int().optional(),
  owner: z.union([z.literal('me'), z.strictObject({ email: z.email(), name: z.string() })], {
    error: 'expected "me" or an object with email and name',
  }),
});

const complaints = (given: unknown) => fieldProblems(Wish.safeParse(given).error?.issues ?? []);

const Page = z.strictObject({
  help: z.url({ protocol: /^(https|mailto)$/ }),
  site: z.url({ protocol: /^https?$/ }),
  name: z.string().min(1).max(3),
  times: z.int().max(5),
  tags: z.array(z.string()).min(2),
  id: z.uuid(),
  at: z.iso.datetime(),
});

describe('what is wrong with a request', () => {
  it('is said as what would be right', () => {
    const given = { help: 'help me', site: 'x', name: '', times: 9, tags: [], id: 'me', at: 'soon' };
    const found = fieldProblems(Page.safeParse(given).error?.issues ?? []);
    expect(Object.fromEntries(found.map(({ path, detail }) => [path, detail]))).toEqual({
      help: 'expected an address that begins with https:// or mailto:',
      site: 'expected an address that begins with http:// or https://',
      name: 'must not be empty',
      times: 'expected at most 5',
      tags: 'expected at least 2 entries',
      id: 'expected an id, a UUID',
      at: 'expected a time such as 2026-11-22T09:00:00Z',
    });
    const nothing = fieldProblems(Page.safeParse({ name: 'long', times: 'x' }).error?.issues ?? []);
    expect(nothing).toContainEqual({ path: 'help', detail: 'is missing: expected a text' });
    expect(nothing).toContainEqual({ path: 'name', detail: 'expected at most 3 characters' });
    expect(nothing).toContainEqual({ path: 'times', detail: 'expected a number' });
  });

  it('names the field inside of the shape that was meant', () => {
    expect(complaints({ owner: { email: 'nobody', name: 'N' } })).toEqual([
      { path: 'owner.email', detail: expect.stringMatching(/e-mail address/) },
    ]);
    expect(complaints({ owner: { email: 'n@n.example', name: 'N', role: 'king' } })).toEqual([
      { path: 'owner.role', detail: 'unknown field' },
    ]);
  });

  it('says what would be right when it is none of the shapes', () => {
    const detail = 'expected "me" or an object with email and name';
    expect(complaints({})).toEqual([{ path: 'owner', detail }]);
    expect(complaints({ owner: 'you' })).toEqual([{ path: 'owner', detail }]);
  });

  it('says of a text that is no number what it should be', () => {
    expect(complaints({ owner: 'me', limit: 'abc' })).toEqual([
      { path: 'limit', detail: 'expected a number' },
    ]);
  });
});
