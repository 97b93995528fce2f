import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './index.js';

const isOn = (settings: Readonly<Record<string, string>>): boolean => loadConfig(settings).sandbox;

describe('the sandbox', () => {
  it('is on by itself for a local hub with its embedded database, and only there', () => {
    expect(isOn({})).toBe(true);
    expect(isOn({ HOST: '::1', CAUSEWAY_PUBLIC_URL: 'http://localhost:3000' })).toBe(true);
    expect(isOn({ DATABASE_URL: 'postgresql://causeway_app@db.example.com/causeway' })).toBe(false);
    expect(isOn({ NODE_ENV: 'production' })).toBe(false);
    expect(isOn({ HOST: '0.0.0.0' })).toBe(false);
    expect(isOn({ CAUSEWAY_PUBLIC_URL: 'https://hub.example.com' })).toBe(false);
    expect(isOn({ CAUSEWAY_WEBHOOK_URL: 'https://hooks.example.com' })).toBe(false);
    expect(isOn({ CAUSEWAY_ROLE: 'worker' })).toBe(false);
    expect(isOn({ CAUSEWAY_SANDBOX: 'off' })).toBe(false);
  });

  it('can be wished for with a database of one’s own', () => {
    const database = { DATABASE_URL: 'postgresql://causeway_app@localhost/causeway' };
    expect(isOn({ CAUSEWAY_SANDBOX: 'on', ...database })).toBe(true);
  });

  it.each([
    [{ NODE_ENV: 'production' }, /NODE_ENV is production/],
    [{ HOST: '192.168.1.10' }, /HOST is 192\.168\.1\.10/],
    [
      { CAUSEWAY_PUBLIC_URL: 'https://hub.example.com' },
      /CAUSEWAY_PUBLIC_URL is https:\/\/hub\.example\.com/,
    ],
    [{ CAUSEWAY_CALLBACK_URL: 'http://127.0.0.1.example.com' }, /CAUSEWAY_CALLBACK_URL/],
    [{ CAUSEWAY_ROLE: 'api' }, /CAUSEWAY_ROLE is api/],
  ])('stops the start where it must not open, when it was wished for: %p', (settings, reason) => {
    const load = () => loadConfig({ CAUSEWAY_SANDBOX: 'on', ...settings });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(reason);
  });
});
