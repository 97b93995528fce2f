import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { EmployeeFields, Fields } from '#unified-models';
import { containerId } from './account.js';
import { BamboohrProvider } from './bamboohr.provider.js';
import { sampleEmployee } from './bamboohr.sample.contract.js';
import { writeEmployee } from './employees/write-employee.js';
import { namesOf } from './employees/names.js';
import { described } from './openapi/requests.contract.js';
import { BamboohrSimulator, type StoredEmployee } from './simulator/index.js';

/** Operations of BambooHR's description that were used, over all worlds. */
export const usedOperations = new Set<string>();

export interface BamboohrWorld extends SuiteWorld {
  readonly simulator: BamboohrSimulator;
}

/** What another person's wish comes to in BambooHR's own members. */
const membersOf = (fields: Fields): StoredEmployee => {
  const changed = Object.keys(fields).filter(
    name => name in namesOf && !['manager', 'terminationDate', 'photoUrl'].includes(name),
  );
  const body = writeEmployee(fields as EmployeeFields, changed);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === '' ? null : value]));
};

export const startBamboohr = async (now: () => Date = () => new Date()): Promise<BamboohrWorld> => {
  const simulator = await BamboohrSimulator.start({ clock: { now } });
  simulator.apiKeys.add('key');
  const authorization = `Basic ${Buffer.from('key:x').toString('base64')}`;
  const settings = { companyDomain: 'acme' };
  const headers = (): Record<string, string> => ({ authorization });
  const session = described(
    testSession({ apiUrl: simulator.apiUrl, headers, settings, now }),
    usedOperations,
  );
  const { store } = simulator;
  return {
    ...{ provider: new BamboohrProvider(), session, simulator, containerId },
    remote: {
      create: fields => Promise.resolve(store.insert(membersOf(fields))),
      edit: async (id, fields) => store.update(id, membersOf(fields)),
      delete: async id => store.remove(id),
      list: () => Promise.resolve([...store.employees.keys()]),
    },
    unknown: {
      plant: async id => store.update(id, { customField1: 'planted' }),
      isIntact: async id => store.employees.get(id)?.['customField1'] === 'planted',
    },
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

export const bamboohrSubject: SuiteSubject = {
  key: 'bamboohr',
  model: 'employee',
  textField: 'jobTitle',
  lacks: {
    cursor_expiry: 'an instant is never forgotten',
    deletion: 'BambooHR’s API deletes no employees',
  },
  start: () => startBamboohr(),
  sample: sampleEmployee,
};
