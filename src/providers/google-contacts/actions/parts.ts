import { z } from 'zod';
import { contactsScope } from '../google-contacts.manifest.js';

/** What every action of Google Contacts has in common. */
export const common = { purpose: 'contact_sync', scopes: [contactsScope] } as const;

export const contactId = z
  .string()
  .regex(/^people\/[A-Za-z0-9_-]{1,100}$/)
  .describe('The contact’s resource name, as a record’s remoteId has it: people/c123');
export const label = z.string().min(1).max(200).describe('A label’s name; it is made when there is none');

/** A contact in short. */
export const Found = z.strictObject({
  id: z.string(),
  displayName: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  company: z.string().nullable(),
});
