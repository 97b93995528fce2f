import { z } from 'zod';
import { defineModel } from './model.js';
import { Person, personKey } from './people.js';

export const TaskComment = z
  .strictObject({
    id: z.string().min(1).max(500).describe('The provider’s id of the comment'),
    author: Person.nullable(),
    text: z.string().max(1_000_000),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'TaskComment' });
export type TaskComment = z.infer<typeof TaskComment>;

/** Work to be done: an issue, a to-do, a card. */
export const TaskFields = z
  .strictObject({
    title: z.string().min(1).max(10_000),
    description: z.string().max(1_000_000).nullable().describe('Markdown where the provider knows it'),
    status: z.enum(['open', 'in_progress', 'done', 'cancelled']),
    state: z.string().max(500).nullable().describe('The provider’s own name of the state, if it has more'),
    priority: z.enum(['none', 'low', 'medium', 'high', 'urgent']),
    due: z.iso.date().nullable(),
    dueAt: z.iso.datetime({ offset: true }).nullable().describe('When due has a time of day'),
    recurrence: z
      .string()
      .max(1_000)
      .nullable()
      .describe('The provider’s rule of a recurring task, in its words'),
    labels: z.array(z.string().min(1).max(500)).max(500).describe('A set'),
    assignees: z.array(Person).max(500).describe('A set, keyed by id'),
    parentId: z.string().max(500).nullable().describe('The provider’s id of the task above'),
    section: z.string().max(500).nullable().describe('Section, column or milestone within the container'),
    position: z.number().nullable().describe('Order within the container, if the provider has one'),
    comments: z.array(TaskComment).max(5_000).describe('A set, keyed by id; read from the provider'),
    url: z.string().max(10_000).nullable(),
    createdBy: Person.nullable(),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Task', description: 'Work to be done: an issue, a to-do, a card' });
export type TaskFields = z.infer<typeof TaskFields>;

export const task = defineModel({
  name: 'task',
  schema: TaskFields,
  defaults: {
    description: null,
    status: 'open',
    state: null,
    priority: 'none',
    due: null,
    dueAt: null,
    recurrence: null,
    labels: [],
    assignees: [],
    parentId: null,
    section: null,
    position: null,
    comments: [],
    url: null,
    createdBy: null,
    completedAt: null,
  },
  merge: {
    description: { kind: 'text' },
    labels: { kind: 'keyed', key: String },
    assignees: { kind: 'keyed', key: personKey },
    comments: { kind: 'keyed', key: comment => (comment as TaskComment).id },
  },
  immutable: ['createdBy', 'url', 'comments', 'completedAt'],
});
