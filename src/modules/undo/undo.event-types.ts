import { z } from 'zod';
import { defineEventType } from '#database';

export const undoCompleted = defineEventType({
  name: 'undo.completed',
  description: 'A run, or an earlier undo, was undone as far as possible.',
  data: z.object({
    undoId: z.uuid(),
    syncId: z.uuid(),
    runId: z.uuid().nullable().describe('The run that was undone'),
    ofUndoId: z.uuid().nullable().describe('The undo that was undone'),
    counts: z.record(z.string(), z.number()),
  }),
});

export const undoEventTypes = [undoCompleted];
