import type { StoredEmployee } from './employee-store.js';

/** Fields that need a scope of their own. */
const scopeOf: Readonly<Record<string, string>> = {
  dateOfBirth: 'sensitive_employee:protected_info',
  ssn: 'sensitive_employee:protected_info',
  gender: 'employee:demographic',
  maritalStatus: 'employee:demographic',
  nationality: 'employee:demographic',
  homeEmail: 'employee:contact',
  homePhone: 'employee:contact',
  payRate: 'employee:compensation',
  ...Object.fromEntries(
    ['address1', 'address2', 'city', 'state', 'zipcode', 'country'].map(name => [
      name,
      'sensitive_employee:address',
    ]),
  ),
};

/** What somebody with these scopes (null: everything) sees of the asked fields; the rest is omitted without a word. */
export const visible = (
  employee: StoredEmployee,
  asked: readonly string[],
  { scopes, hidden }: { scopes: readonly string[] | null; hidden: ReadonlySet<string> },
): Record<string, unknown> => {
  const allowed = (name: string): boolean => {
    const scope = scopeOf[name];
    return !hidden.has(name) && (scope === undefined || scopes === null || scopes.includes(scope));
  };
  return {
    id: employee['id'],
    ...Object.fromEntries(asked.filter(allowed).map(name => [name, employee[name] ?? null])),
  };
};
