import { describe, expect, it } from '@jest/globals';
import { needsWithdrawal, refusalOf, stateAt } from './consent-state.js';

const now = new Date('2026-06-01T12:00:00Z');
const later = new Date(now.getTime() + 1);

describe('the state of a consent', () => {
  it('is given until the instant it expires', () => {
    expect(stateAt({ state: 'given' }, now)).toBe('given');
    expect(stateAt({ state: 'given', expiresAt: null }, now)).toBe('given');
    expect(stateAt({ state: 'given', expiresAt: later }, now)).toBe('given');
    expect(stateAt({ state: 'given', expiresAt: now }, now)).toBe('expired');
  });

  it('stays refused or withdrawn whatever the time', () => {
    expect(stateAt({ state: 'refused', expiresAt: now }, now)).toBe('refused');
    expect(stateAt({ state: 'withdrawn', expiresAt: now }, now)).toBe('withdrawn');
  });

  it('lets a given consent be withdrawn once, also after it expired, and a refused one never', () => {
    expect(needsWithdrawal({ state: 'given' })).toBe(true);
    expect(needsWithdrawal({ state: 'given', expiresAt: now })).toBe(true);
    expect(needsWithdrawal({ state: 'withdrawn' })).toBe(false);
    expect(() => needsWithdrawal({ state: 'refused' })).toThrow('consent_not_given');
  });
});

describe('what the gate says', () => {
  it('lets nothing through but a given consent, and says what to do next', () => {
    expect(refusalOf('given', 'identity')).toBeUndefined();
    const codes = {
      missing: 'consent_missing',
      refused: 'consent_missing',
      withdrawn: 'consent_withdrawn',
      expired: 'consent_expired',
    } as const;
    for (const [state, code] of Object.entries(codes)) {
      const refusal = refusalOf(state as keyof typeof codes, 'identity');
      expect(refusal).toMatchObject({
        code,
        status: 409,
        retryable: false,
        extensions: { purpose: 'identity', consentState: state },
      });
      expect(refusal?.publicDetail).toMatch(/“Identity”.*\. Ask the person whose account it is: /);
    }
  });
});
