import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { Groups } from '../contacts/groups.js';
import { PeopleApi } from '../contacts/people-api.js';
import { common, contactId, label } from './parts.js';

export const addToGroup = defineAction({
  ...common,
  name: 'add_to_group',
  description: 'Puts a contact under a label and leaves its other labels.',
  input: z.strictObject({ contact: contactId, group: label }),
  output: z.strictObject({ groupId: z.string() }),
  run: async (session, { contact, group }) => {
    const api = new PeopleApi(session);
    const groupId = await new Groups(api).ensure(group);
    const response = await api.send({
      method: 'POST',
      url: `/${groupId}/members:modify`,
      body: { resourceNamesToAdd: [contact] },
      // Members are a set.
      idempotent: true,
    });
    const { notFoundResourceNames } = response.json<{ readonly notFoundResourceNames?: string[] }>();
    if (notFoundResourceNames?.includes(contact))
      throw new ProviderError('not_found', 'Google Contacts has no contact of that name.');
    return { groupId };
  },
});
