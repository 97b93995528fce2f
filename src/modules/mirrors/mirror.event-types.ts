import { z } from 'zod';
import { defineEventType } from '#database';

const mirror = { mirrorId: z.uuid(), syncAId: z.uuid(), syncBId: z.uuid() };
const side = z.enum(['a', 'b']);

export const mirrorJoined = defineEventType({
  name: 'mirror.joined',
  description:
    'Everything that was on both sides of a mirror has been matched; from now on they follow each other.',
  data: z.object(mirror),
});
export const mirrorPaused = defineEventType({
  name: 'mirror.paused',
  description: 'A mirror stopped by itself and waits for a person.',
  data: z.object({ ...mirror, code: z.string(), detail: z.string(), recordId: z.uuid().nullable() }),
});
export const mirrorHeld = defineEventType({
  name: 'mirror.held',
  description: 'The delete breaker holds deletions of a mirror until a person decides; all else goes on.',
  data: z.object({
    ...mirror,
    side: side.describe('The side that would lose records'),
    deletions: z.int(),
    total: z.int(),
    reason: z.enum(['everything', 'many']),
  }),
});
export const mirrorConflictOpened = defineEventType({
  name: 'mirror.conflict_opened',
  description: 'Both sides of a mirror changed the same field, and its policy leaves it to a person.',
  data: z.object({
    ...mirror,
    linkId: z.uuid(),
    recordAId: z.uuid().nullable(),
    recordBId: z.uuid().nullable(),
    fields: z.array(z.string()),
  }),
});

export const mirrorEventTypes = [mirrorJoined, mirrorPaused, mirrorHeld, mirrorConflictOpened];
