import { z } from 'zod';
import { defineEventType } from '#database';

const data = z.object({
  recordId: z.uuid(),
  syncId: z.uuid(),
  model: z.string(),
  revision: z.int(),
  changedFields: z.array(z.string()).describe('Names; values are read at GET …/records/{id}'),
  feedPosition: z.int().describe('Place in the change feed of GET …/records'),
});

export const recordCreated = defineEventType({
  name: 'record.created',
  description: 'A record came into being, at the provider or here.',
  data,
});
export const recordUpdated = defineEventType({
  name: 'record.updated',
  description: 'Fields of a record changed, or a deleted one is back.',
  data,
});
export const recordDeleted = defineEventType({
  name: 'record.deleted',
  description: 'A record was deleted; its tombstone stays readable.',
  data,
});

const conflictData = z.object({
  conflictId: z.uuid(),
  recordId: z.uuid(),
  syncId: z.uuid(),
  fields: z.array(z.string()),
});

export const conflictOpened = defineEventType({
  name: 'conflict.opened',
  description: 'Both sides changed the same field and a person has to decide.',
  data: conflictData,
});
export const conflictResolved = defineEventType({
  name: 'conflict.resolved',
  description: 'A conflict is over: decided by a person, or because nothing clashes any more.',
  data: conflictData.extend({ resolution: z.enum(['resolved', 'closed']) }),
});

export const recordEventTypes = [
  recordCreated,
  recordUpdated,
  recordDeleted,
  conflictOpened,
  conflictResolved,
];
