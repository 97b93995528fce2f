import { z } from 'zod';
import { defineModel } from './model.js';

const labelled = (value: z.ZodString) =>
  z.strictObject({ value, label: z.string().max(200).nullable().describe('work, home, mobile, …') });

export const ContactEmail = labelled(z.string().min(1).max(320)).meta({ id: 'ContactEmail' });
export const ContactPhone = labelled(z.string().min(1).max(100)).meta({ id: 'ContactPhone' });

/** A person somebody knows, or a member of a workspace. */
export const ContactFields = z
  .strictObject({
    displayName: z.string().max(1_000),
    givenName: z.string().max(500).nullable(),
    familyName: z.string().max(500).nullable(),
    nickname: z.string().max(500).nullable(),
    emails: z.array(ContactEmail).max(200).describe('A set, keyed by value'),
    phones: z.array(ContactPhone).max(200).describe('A set, keyed by value'),
    company: z.string().max(1_000).nullable(),
    jobTitle: z.string().max(1_000).nullable(),
    birthday: z.string().max(10).nullable().describe('YYYY-MM-DD, or --MM-DD without a year'),
    notes: z.string().max(1_000_000).nullable(),
    photoUrl: z.string().max(10_000).nullable(),
    groups: z.array(z.string().min(1).max(500)).max(500).describe('A set'),
    timeZone: z.string().max(100).nullable(),
    active: z.boolean().describe('false: deactivated at the provider'),
  })
  .meta({ id: 'Contact', description: 'A person somebody knows, or a member of a workspace' });
export type ContactFields = z.infer<typeof ContactFields>;

const valueOf = (entry: unknown): string => (entry as { value: string }).value;

export const contact = defineModel({
  name: 'contact',
  schema: ContactFields,
  defaults: {
    givenName: null,
    familyName: null,
    nickname: null,
    emails: [],
    phones: [],
    company: null,
    jobTitle: null,
    birthday: null,
    notes: null,
    photoUrl: null,
    groups: [],
    timeZone: null,
    active: true,
  },
  merge: {
    notes: { kind: 'text' },
    emails: { kind: 'keyed', key: valueOf },
    phones: { kind: 'keyed', key: valueOf },
    groups: { kind: 'keyed', key: String },
  },
  immutable: [],
});
