import { describe, expect, it } from '@jest/globals';
import { storable } from './details.js';

describe('details of an audit event', () => {
  it('lose values under secret names, at any depth, and the paths are told', () => {
    const { value, redactedPaths } = storable({
      client_secret: 'a',
      nested: [{ Authorization: 'Bearer abcdefgh' }, { 'api-key': { x: 1 } }],
      password: 'hunter2',
      accessTokens: ['x'],
    });
    expect(JSON.stringify(value)).not.toMatch(/hunter2|abcdefgh|"x"/);
    expect(redactedPaths).toEqual([
      'client_secret',
      'nested.0.Authorization',
      'nested.1.api-key',
      'password',
      'accessTokens',
    ]);
  });

  it('lose known shapes of secrets inside any text', () => {
    const { value, redactedPaths } = storable({ note: 'sent Bearer abcdef.ghijkl-123456 to them' });
    expect(value.note).not.toContain('ghijkl');
    expect(redactedPaths).toEqual(['note']);
  });

  it('keep what only speaks about a secret', () => {
    const details = {
      apiKeyId: 'k1',
      tokenExpiresAt: '2026-01-01',
      tokenCount: 3,
      hasPassword: true,
      state: 'given',
      code: 'x',
      secret: null,
    };
    expect(storable(details)).toEqual({ value: details, redactedPaths: [] });
  });

  it('hold only what jsonb and RFC 8785 carry', () => {
    const at = new Date(0);
    const odd = { at, gone: undefined, nul: 'a\0b', lone: 'a\ud800b', ['k\0']: 1 };
    expect(storable(odd).value).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      nul: 'a\ufffdb',
      lone: 'a\ufffdb',
      ['k\ufffd']: 1,
    });
    expect(Object.keys(storable(JSON.parse('{"__proto__":{"a":1}}') as object).value)).toEqual([
      '__proto__ ',
    ]);
  });

  it('refuse a BigInt and a cycle at once', () => {
    expect(() => storable({ big: 1n })).toThrow();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => storable(cycle)).toThrow();
  });
});
