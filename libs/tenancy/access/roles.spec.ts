import { describe, expect, it } from '@jest/globals';
import { cappedBy, roles } from './roles.js';

describe('the role of a key that belongs to a member', () => {
  it.each([
    ['owner', 'admin', 'admin'],
    ['admin', 'owner', 'admin'],
    ['member', 'owner', 'member'],
    ['auditor', 'admin', 'auditor'],
    ['admin', 'auditor', 'auditor'],
  ] as const)('is the smaller one: %s for a member who is %s acts as %s', (key, member, acts) => {
    expect(cappedBy(key, member)).toBe(acts);
  });

  it('is none when neither role includes the other', () => {
    expect(cappedBy('auditor', 'member')).toBeNull();
    expect(cappedBy('member', 'auditor')).toBeNull();
  });

  it('is the same when both are', () => {
    for (const role of roles) expect(cappedBy(role, role)).toBe(role);
  });
});
