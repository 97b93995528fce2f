import type { Clock } from '#kernel';
import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { ContactFields, Fields } from '#unified-models';
import { containerId } from './account.js';
import { googleContactsManifest } from './google-contacts.manifest.js';
import { GoogleContactsProvider } from './google-contacts.provider.js';
import { sampleContact } from './google-contacts.sample.contract.js';
import type { Person } from './google-contacts.types.js';
import { writeContact } from './mapping/write-contact.js';
import { described } from './openapi/requests.contract.js';
import { GoogleContactsSimulator, type StoredPerson } from './simulator/index.js';
import { settledMembers } from './simulator/person.js';

/** Operations of Google's description that were used, over all worlds. */
export const usedOperations = new Set<string>();

export interface GoogleContactsWorld extends SuiteWorld {
  readonly simulator: GoogleContactsSimulator;
}

const unknown = {
  addresses: [{ type: 'home', streetAddress: '12 St James’s Square', city: 'London' }],
  relations: [{ person: 'Byron', type: 'father' }],
  userDefined: [{ key: 'Allergies', value: 'none' }],
};

/** What another person's wish comes to in Google's own members. */
export const membersOf = (
  simulator: GoogleContactsSimulator,
  fields: Fields,
  present?: StoredPerson,
): StoredPerson => {
  const book = simulator.book();
  const idOf = (name: string): string =>
    ([...book.groups.values()].find(group => group.name === name) ?? book.createGroup(name)).resourceName;
  const contact = fields as ContactFields;
  const groups = ['contactGroups/myContacts', ...contact.groups.map(idOf)];
  const memberships = groups.map(name => ({ contactGroupMembership: { contactGroupResourceName: name } }));
  const written = writeContact({
    fields: contact,
    changed: Object.keys(fields),
    present: present as unknown as Person | undefined,
  });
  const members = { ...written, memberships };
  const settled = settledMembers(members, Object.keys(members), book);
  const kept = Object.entries(present ?? {}).filter(([name]) => !(name in members));
  return { ...Object.fromEntries(kept), ...settled };
};

export const startGoogleContacts = async (clock?: Clock): Promise<GoogleContactsWorld> => {
  const simulator = await GoogleContactsSimulator.start(clock ? { clock } : {});
  const scopes = googleContactsManifest.scopes.map(({ scope }) => scope);
  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${simulator.accounts.issueToken(scopes)}`,
  });
  const session = described(testSession({ apiUrl: simulator.apiUrl, headers }), usedOperations);
  const book = simulator.book();
  return {
    ...{ provider: new GoogleContactsProvider(), session, simulator, containerId },
    remote: {
      create: async fields => book.create(membersOf(simulator, fields)).resourceName,
      edit: async (id, fields) => {
        book.put(id, membersOf(simulator, fields, book.get(id).person));
      },
      delete: async id => book.remove(id),
      list: async () => book.living().map(({ resourceName }) => resourceName),
    },
    unknown: {
      plant: async id => {
        book.put(id, { ...book.get(id).person, ...unknown });
      },
      isIntact: async id => {
        const { person } = book.get(id);
        return Object.entries(unknown).every(
          ([name, value]) => JSON.stringify(person[name]) === JSON.stringify(value),
        );
      },
    },
    expireCursors: async () => simulator.expireCursors(),
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

export const googleContactsSubject: SuiteSubject = {
  key: 'google-contacts',
  model: 'contact',
  textField: 'notes',
  start: () => startGoogleContacts(),
  sample: sampleContact,
};
