import { describe, expect, it } from '@jest/globals';
import type { ProviderRequest } from '#provider-sdk';
import { describedOperation } from './requests.contract.js';

describe('the check against BambooHR’s description', () => {
  it('knows the operations', () => {
    const body = { firstName: 'Ada', lastName: 'Byron', ssn: '1' };
    expect(describedOperation({ method: 'POST', url: '/employees', body })).toBe('create-employee');
    const since = '2026-01-01T00:00:00Z';
    expect(describedOperation({ method: 'GET', url: '/employees/changed', query: { since } })).toBe(
      'get-changed-employee-ids',
    );
  });

  const canaries: readonly (readonly [string, ProviderRequest])[] = [
    ['a missing name', { method: 'POST', url: '/employees', body: { firstName: 'Ada' } }],
    ['a text that is null', { method: 'POST', url: '/employees/1', body: { workEmail: null } }],
    ['a date that is none', { method: 'POST', url: '/employees/1', body: { hireDate: 'soon' } }],
    ['a feed without an instant', { method: 'GET', url: '/employees/changed' }],
    ['an unknown filter', { method: 'GET', url: '/employees', query: { 'filter[name]': 'x' } }],
    ['a page too large', { method: 'GET', url: '/employees', query: { 'page[limit]': 5000 } }],
    [
      'an unknown event',
      {
        method: 'POST',
        url: '/webhooks',
        body: { name: 'n', url: 'u', format: 'json', events: ['employee.paid'] },
      },
    ],
    ['deleting an employee', { method: 'DELETE', url: '/employees/1' }],
  ];
  it.each(canaries)('refuses %s', (_, request) => {
    expect(() => describedOperation(request)).toThrow();
  });
});
