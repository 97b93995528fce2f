import type { ActionDefinition } from '#provider-sdk';
import { addToGroup } from './add-to-group.js';
import { createContactAction } from './create-contact.js';
import { searchContacts } from './search-contacts.js';

export const googleContactsActions: readonly ActionDefinition[] = [
  addToGroup,
  createContactAction,
  searchContacts,
];
