import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { call, employeePath } from './bamboohr-api.js';
import type { Employee } from './bamboohr.types.js';

/** BambooHR has one list of employees in a company. */
export const containerId = 'employees';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Employee 0 is whoever asks; a user who is no employee, as a technical one is, has none. */
export const identify = async (session: ProviderSession): Promise<RemoteAccount> => {
  const company = session.settings['companyDomain'] ?? '';
  const response = await call(session, {
    method: 'GET',
    url: employeePath('0'),
    query: { fields: 'firstName,lastName,workEmail' },
    expect: [404],
  });
  if (response.status === 404) return { id: `${company}/user`, name: company, email: null };
  const self = response.json<Employee>();
  const name = [self['firstName'], self['lastName']].map(text).filter(Boolean).join(' ');
  return {
    id: `${company}/${text(self['id'])}`,
    name: name === '' ? company : `${name} (${company})`,
    email: text(self['workEmail']) || null,
  };
};

export async function* containers(session: ProviderSession): AsyncGenerator<RemoteContainer> {
  const name = `Employees of ${session.settings['companyDomain'] ?? 'the company'}`;
  yield await Promise.resolve({ id: containerId, name, writable: true, primary: true });
}
