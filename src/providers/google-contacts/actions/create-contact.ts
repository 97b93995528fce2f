import { defineAction } from '#provider-sdk';
import { contact } from '#unified-models';
import { z } from 'zod';
import { findCreated, makeContact } from '../contacts/create.js';
import { Groups } from '../contacts/groups.js';
import { PeopleApi } from '../contacts/people-api.js';
import { common, label } from './parts.js';

const name = z.string().min(1).max(500).optional();
const email = z.email().max(320);

export const createContactAction = defineAction({
  ...common,
  name: 'create_contact',
  description: 'Adds a contact to the address book.',
  input: z
    .strictObject({
      ...{ givenName: name, familyName: name, company: name, jobTitle: name },
      emails: z.array(email).max(20).default([]),
      phones: z.array(z.string().min(1).max(100)).max(20).default([]),
      notes: z.string().max(10_000).optional(),
      groups: z.array(label).max(20).default([]).describe('Labels; missing ones are made'),
    })
    .refine(
      ({ givenName, familyName, company, emails, phones }) =>
        [givenName, familyName, company, ...emails, ...phones].some(given => given !== undefined),
      'a name, a company, an address or a number is needed',
    ),
  output: z.strictObject({ id: z.string() }),
  run: async (session, { emails, phones, ...given }, key) => {
    const api = new PeopleApi(session);
    const made = await findCreated(api, key);
    const plain = (value: string) => ({ value, label: null });
    const said = { ...given, emails: emails.map(plain), phones: phones.map(plain) };
    const fields = contact.schema.parse({ ...contact.defaults, displayName: '', ...said });
    const person = made ?? (await makeContact({ api, groups: new Groups(api), recordId: key, fields }));
    return { id: person.resourceName };
  },
});
