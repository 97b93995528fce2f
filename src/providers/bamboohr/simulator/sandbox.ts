import { type Clock, notFound } from '#kernel';
import {
  cast,
  consents,
  grantsPart,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxField,
  type SandboxFields,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
} from '#provider-sdk/simulator';
import type { StoredEmployee } from './employee-store.js';
import { BamboohrSimulator } from './simulator.js';

const fields: readonly SandboxField[] = [
  { name: 'firstName', label: 'First name', type: 'text', required: true },
  { name: 'lastName', label: 'Last name', type: 'text', required: true },
  { name: 'workEmail', label: 'Work e-mail', type: 'email' },
  { name: 'workPhone', label: 'Work phone', type: 'text' },
  { name: 'jobTitle', label: 'Job title', type: 'text' },
  { name: 'department', label: 'Department', type: 'text' },
  { name: 'hireDate', label: 'Hired on', type: 'date' },
  { name: 'status', label: 'Status', type: 'choice', choices: ['Active', 'Inactive'] },
];
const names = fields.map(({ name }) => name);

const [ada] = cast;
const person = { id: '1', email: ada.email, name: `${ada.given} ${ada.family}` };
const everybody = 'employees';

const shown = (employee: StoredEmployee): SandboxObject => ({
  id: employee['id'] ?? '',
  title: `${employee['firstName'] ?? ''} ${employee['lastName'] ?? ''}`,
  fields: Object.fromEntries(names.map(name => [name, employee[name] ?? null])),
});

const valuesOf = (given: SandboxFields): StoredEmployee =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === null ? null : String(value)]),
  );

const shelfOf = ({ store }: BamboohrSimulator): SandboxShelf => {
  const requireList = (containerId: string): void => {
    if (containerId !== everybody) throw notFound('list of employees');
  };
  const requireEmployee = (containerId: string, id: string): void => {
    requireList(containerId);
    if (!store.employees.has(id)) throw notFound('employee');
  };
  return {
    containers: () => [
      {
        ...{ id: everybody, name: 'Employees of Acme', kind: 'employee', accountId: person.id },
        ...{ writable: true, fields },
      },
    ],
    objects(id) {
      requireList(id);
      return [...store.employees.values()].map(shown);
    },
    create(containerId, given) {
      requireList(containerId);
      return store.insert(valuesOf(given));
    },
    edit(containerId, id, given) {
      requireEmployee(containerId, id);
      store.update(id, valuesOf(given));
    },
    remove(containerId, id) {
      requireEmployee(containerId, id);
      store.remove(id);
    },
  };
};

const seed = ({ store }: BamboohrSimulator, clock: Clock): void => {
  const year = clock.now().getUTCFullYear();
  for (const [index, { given, family, email, phone, title, department }] of cast.entries())
    store.insert({
      ...{ firstName: given, lastName: family, workEmail: email, workPhone: phone, jobTitle: title },
      ...{ department, location: 'Berlin', hireDate: `${year - 1 - (index % 5)}-0${1 + index}-15` },
      ...{ payRate: `${48_000 + index * 3_500}.00 EUR`, dateOfBirth: `19${80 + index}-04-0${1 + index}` },
    });
};

const remembered = (bamboo: BamboohrSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(bamboo.accounts),
  employees: part(bamboo.store, 'employees', 'changes', 'lastId', 'lastSecond'),
  hooks: part(bamboo.hooks, 'hooks', 'last'),
});

export const bamboohrSandbox: SandboxMaker = {
  provider: 'bamboohr',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const bamboo = await BamboohrSimulator.start({ port, clock, clients, people: [person] });
    Object.assign(bamboo.accounts.behaviour, { clientName, reasons });
    const { url } = bamboo.server;
    return {
      server: bamboo.server,
      urls: {
        authorize: `${url}/{companyDomain}/authorize.php?request=authorize`,
        token: `${url}/{companyDomain}/token.php?request=token`,
        api: bamboo.apiUrl,
      },
      settings: { companyDomain: 'acme' },
      shelf: shelfOf(bamboo),
      memory: new Memory(() => remembered(bamboo)),
      postbox: bamboo.hooks.postbox,
      ...consents(bamboo.accounts),
      announce() {
        const [id] = bamboo.store.employees.keys();
        const lastChanged = clock.now().toISOString();
        if (id) bamboo.hooks.tell({ id, action: 'Updated', lastChanged, names });
      },
      seed: () => seed(bamboo, clock),
      stop: () => bamboo.server.stop(),
    };
  },
};
