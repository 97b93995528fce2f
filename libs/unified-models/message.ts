import { z } from 'zod';
import { defineModel } from './model.js';
import { Person } from './people.js';

export const Reaction = z
  .strictObject({ name: z.string().min(1).max(200), count: z.number().int().min(0) })
  .meta({ id: 'Reaction' });
export type Reaction = z.infer<typeof Reaction>;

export const Attachment = z
  .strictObject({
    id: z.string().min(1).max(500),
    name: z.string().max(1_000).nullable(),
    mimeType: z.string().max(200).nullable(),
    size: z.number().int().min(0).nullable(),
    url: z.string().max(10_000).nullable(),
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof Attachment>;

/** One thing said in a channel, a chat or a mailbox. */
export const MessageFields = z
  .strictObject({
    text: z.string().max(1_000_000).describe('Plain text, or the provider’s light markup'),
    subject: z.string().max(10_000).nullable(),
    author: Person.nullable().describe('null: the provider itself'),
    sentAt: z.iso.datetime(),
    editedAt: z.iso.datetime().nullable(),
    threadId: z
      .string()
      .max(500)
      .nullable()
      .describe('The provider’s id of the message or conversation replied to'),
    replyCount: z.number().int().min(0),
    reactions: z.array(Reaction).max(1_000).describe('A set, keyed by name'),
    attachments: z.array(Attachment).max(500).describe('A set, keyed by id'),
    kind: z.enum(['message', 'bot', 'system']),
    url: z.string().max(10_000).nullable(),
  })
  .meta({ id: 'Message', description: 'One thing said in a channel, a chat or a mailbox' });
export type MessageFields = z.infer<typeof MessageFields>;

export const message = defineModel({
  name: 'message',
  schema: MessageFields,
  defaults: {
    subject: null,
    author: null,
    sentAt: '1970-01-01T00:00:00Z',
    editedAt: null,
    threadId: null,
    replyCount: 0,
    reactions: [],
    attachments: [],
    kind: 'message',
    url: null,
  },
  merge: {
    text: { kind: 'text' },
    reactions: { kind: 'keyed', key: reaction => (reaction as Reaction).name },
    attachments: { kind: 'keyed', key: attachment => (attachment as Attachment).id },
  },
  immutable: [
    'author',
    'sentAt',
    'editedAt',
    'threadId',
    'replyCount',
    'reactions',
    'attachments',
    'kind',
    'url',
  ],
});
