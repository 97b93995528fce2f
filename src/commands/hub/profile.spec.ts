import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Profile } from './profile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-profile-'));
const file = path.join(folder, 'deep', 'profile.json');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(file, { force: true }));

const acme = { id: { name: 'Acme', key: 'cwk_1' } };

describe('the profile', () => {
  it('keeps keys by hub, adds to what is known, and forgets', () => {
    Profile.read(file).keep('http://one', { operatorKey: 'cwo_1' });
    Profile.read(file).keep('http://one', { organizations: acme });
    Profile.read(file).keep('http://two', { organizations: {} });
    const profile = Profile.read(file);
    expect(profile.currentUrl).toBe('http://two');
    expect(profile.hub('http://one')).toEqual({ operatorKey: 'cwo_1', organizations: acme });
    expect(profile.forget('http://two')).toBe(true);
    expect(profile.forget('http://two')).toBe(false);
    expect(Profile.read(file).currentUrl).toBeUndefined();
  });

  it('belongs to its owner alone, and is refused otherwise', () => {
    Profile.read(file).keep('http://one', { operatorKey: 'cwo_1' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(() => Profile.read(file)).toThrow(/Others can read/);
  });

  it('is refused when it is damaged, without repeating what is in it', () => {
    writeFileSync(file, '{"key":"cwo_secret"', { mode: 0o600 });
    expect(() => Profile.read(file)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('cwo_') }),
    );
  });
});
