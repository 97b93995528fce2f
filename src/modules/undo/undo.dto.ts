import { z } from 'zod';
import { PageQuery } from '#tenancy';

export const StartUndo = z
  .strictObject({
    dryRun: z
      .boolean()
      .default(false)
      .describe('Only find out what would be done, and what cannot be undone and why'),
  })
  .meta({ id: 'StartUndo' });
export type StartUndo = z.infer<typeof StartUndo>;

const count = z.number().int();
const actions = z.object({ create: count, change: count, delete: count });

export const UndoView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    runId: z.uuid().nullable().describe('The run that is undone'),
    ofUndoId: z.uuid().nullable().describe('The undo that is undone'),
    dryRun: z.boolean(),
    status: z.enum(['queued', 'running', 'succeeded']),
    progress: z.object({ done: count, expected: count }),
    counts: z.object({
      undone: count,
      partly: count.describe('Some fields were changed since and stay'),
      refused: count.describe('Could not be undone; GET …/items?status=refused says why'),
      unneeded: count.describe('There was nothing to take back'),
    }),
    actions: actions.describe('What it does (or would do) to records, and thereby at the provider'),
    outgoing: z
      .object({ waiting: count, refused: count })
      .describe('Undone records that the provider does not have yet, and those it refused'),
    undoneBy: z.uuid().nullable(),
    actor: z.object({ kind: z.string(), id: z.string() }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Undo' });
export type UndoView = z.infer<typeof UndoView>;

export const UndoItemQuery = PageQuery.extend({
  status: z.enum(['pending', 'undone', 'partly', 'refused', 'unneeded']).optional(),
});
export type UndoItemQuery = z.infer<typeof UndoItemQuery>;

export const UndoItemView = z
  .object({
    id: z.uuid(),
    recordId: z.uuid(),
    status: z.enum(['pending', 'undone', 'partly', 'refused', 'unneeded']),
    action: z.enum(['create', 'change', 'delete']).nullable(),
    fields: z.array(z.string()).describe('Fields that get an earlier value'),
    code: z.string().nullable().describe('Why it, or a part of it, could not be undone'),
    detail: z.string().nullable(),
    pushError: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('Undone here, but the provider refused it'),
  })
  .meta({ id: 'UndoItem' });
export type UndoItemView = z.infer<typeof UndoItemView>;

export const UndoItemList = z
  .object({ data: z.array(UndoItemView), nextCursor: z.string().nullable() })
  .meta({ id: 'UndoItemList' });

export const UndoList = z
  .object({ data: z.array(UndoView), nextCursor: z.string().nullable() })
  .meta({ id: 'UndoList' });
