import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './index.js';

describe('the settings', () => {
  it('name every variable that does not fit', () => {
    const load = () => loadConfig({ PORT: 'abc', LOG_LEVEL: 'loud' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/PORT: .*\n.*LOG_LEVEL: /);
  });

  it('take an empty variable for none', () => {
    expect(loadConfig({ PORT: '' }).settings.PORT).toBe(3000);
  });

  it('refuse an owner of a database that is not named, instead of using the embedded one', () => {
    const owner = { DATABASE_OWNER_URL: 'postgresql://causeway_owner@db.example.com/causeway' };
    expect(() => loadConfig(owner)).toThrow(/DATABASE_URL/);
    expect(
      loadConfig({ ...owner, DATABASE_URL: 'postgresql://causeway_app@db.example.com/causeway' }),
    ).toBeDefined();
  });
});
