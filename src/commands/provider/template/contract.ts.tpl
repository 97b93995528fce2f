import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import { membersOf } from './__key__.mapping.js';
import { __Pascal__Provider } from './__key__.provider.js';
import { sample } from './__key__.sample.contract.js';
import { __Pascal__Simulator } from './simulator/simulator.js';

const start = async (): Promise<SuiteWorld> => {
  const simulator = await __Pascal__Simulator.start();
  const { store, apiUrl, containerId } = simulator;
  const members = (fields: Fields) => membersOf(fields, Object.keys(fields));
  return {
    provider: new __Pascal__Provider(),
    session: testSession({ apiUrl, headers: () => simulator.credential() }),
    containerId,
    remote: {
      create: async fields => store.insert(members(fields)).id,
      edit: async (id, fields) => void store.update(id, members(fields)),
      delete: async id => store.remove(id),
      list: async () => store.livingIds(),
    },
    unknown: {
      plant: async id => void store.update(id, { planted: true }),
      isIntact: async id => store.find(id)?.members['planted'] === true,
    },
    expireCursors: async () => store.forget(),
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

// Change here: `lacks` names what the vendor does not have, each with the reason.
export const __camel__Subject: SuiteSubject = {
  key: '__key__',
  model: '__model__',
  textField: '__textField__',
  start,
  sample,
};
