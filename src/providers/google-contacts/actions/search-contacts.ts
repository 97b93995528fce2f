import { defineAction, type ProviderSession } from '#provider-sdk';
import { z } from 'zod';
import { PeopleApi } from '../contacts/people-api.js';
import type { Person } from '../google-contacts.types.js';
import { readContact } from '../mapping/read-contact.js';
import { common, Found } from './parts.js';

interface Results {
  readonly results?: readonly { readonly person?: Person }[];
}

const search = async (session: ProviderSession, query: string, pageSize: number): Promise<Person[]> => {
  const response = await new PeopleApi(session).send({
    method: 'GET',
    url: '/people:searchContacts',
    query: {
      ...{ query, pageSize, sources: 'READ_SOURCE_TYPE_CONTACT' },
      readMask: 'emailAddresses,names,nicknames,organizations,phoneNumbers',
    },
  });
  return (response.json<Results>().results ?? []).flatMap(({ person }) => person ?? []);
};

const short = (person: Person): z.infer<typeof Found> => {
  const { displayName, emails, phones, company } = readContact(person, []);
  return {
    id: person.resourceName,
    displayName,
    emails: emails.map(({ value }) => value),
    phones: phones.map(({ value }) => value),
    company,
  };
};

export const searchContacts = defineAction({
  ...common,
  name: 'search_contacts',
  description: 'Finds contacts by the beginnings of names, addresses, numbers and companies.',
  input: z.strictObject({
    query: z.string().trim().min(1).max(200),
    limit: z.int().min(1).max(30).default(10),
  }),
  output: z.strictObject({ contacts: z.array(Found) }),
  run: async (session, { query, limit }) => {
    // Google searches a copy and renews it when it is asked for nothing:
    // https://developers.google.com/people/v1/contacts#search_the_users_contacts
    await search(session, '', 1);
    return { contacts: (await search(session, query, limit)).map(short) };
  },
});
