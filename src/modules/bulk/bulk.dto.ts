import { z } from 'zod';
import { modelNames } from '#unified-models';

export const mostItems = 1_000;

const fields = z.record(z.string(), z.unknown());
const revision = z
  .number()
  .int()
  .optional()
  .describe('Refuse with 409 if the record has moved on from this revision');

export const BulkItem = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('create'), syncId: z.uuid(), fields }),
    z.strictObject({ action: z.literal('change'), id: z.uuid(), fields, revision }),
    z.strictObject({ action: z.literal('complete'), id: z.uuid(), revision }),
    z.strictObject({ action: z.literal('delete'), id: z.uuid(), revision }),
  ])
  .meta({
    id: 'BulkItem',
    description: 'One thing to do. `complete` is for tasks: their status becomes done',
  });
export type BulkItem = z.infer<typeof BulkItem>;

const confirm = z
  .number()
  .int()
  .min(1)
  .optional()
  .describe(
    'How many deletions you agree to; asked for when everything in a sync would go, or more than 20 % and ten',
  );

export const BulkRequest = z
  .strictObject({
    // A wrong item is refused by itself, so it must get past the validation of the whole.
    items: z
      .array(z.union([BulkItem, z.unknown()]))
      .min(1)
      .max(mostItems),
    confirm,
  })
  .meta({ id: 'BulkRequest' });
export type BulkRequest = z.infer<typeof BulkRequest>;

export const BulkFilter = z
  .strictObject({
    syncId: z.uuid().optional(),
    model: z.enum(modelNames as [string, ...string[]]).optional(),
    state: z.enum(['clean', 'dirty', 'conflict', 'delete_pending']).optional(),
    fields: fields
      .optional()
      .describe('Values that the record has: {"status": "open"}; of a set, members that it holds'),
    updatedBefore: z.iso.datetime().optional(),
    updatedAfter: z.iso.datetime().optional(),
  })
  .refine(({ syncId, model }) => syncId !== undefined || model !== undefined, {
    path: ['syncId'],
    message: 'name the sync, or at least the model',
  })
  .meta({ id: 'BulkFilter' });
export type BulkFilter = z.infer<typeof BulkFilter>;

export const MatchingRequest = z
  .strictObject({
    filter: BulkFilter,
    action: z.enum(['change', 'complete', 'delete']),
    fields: fields.optional().describe('For change: only the fields that change'),
    dryRun: z.boolean().default(false).describe('Only count, and say which confirm would be needed'),
    cursor: z.uuid().optional().describe('nextCursor of the call before'),
    confirm,
  })
  .refine(({ action, fields: given }) => (action === 'change') === (given !== undefined), {
    path: ['fields'],
    message: 'belongs to change, and to it alone',
  })
  .meta({ id: 'BulkMatchingRequest' });
export type MatchingRequest = z.infer<typeof MatchingRequest>;

export const BulkProblem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'BulkProblem',
    description: 'A problem document (RFC 9457) of one item; paths begin at the item',
  });
export type BulkProblem = z.infer<typeof BulkProblem>;

export const BulkResult = z
  .object({
    status: z
      .number()
      .int()
      .describe('As the single call would answer; 200: it was like that already, 202: on its way'),
    id: z.string().nullable(),
    problem: BulkProblem.nullable(),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof BulkResult>;

const count = z.number().int();
const counts = z.object({ accepted: count, unchanged: count, refused: count });

export const BulkAnswer = z
  .object({ data: z.array(BulkResult).describe('One for each item, in its order'), counts })
  .meta({ id: 'BulkAnswer' });
export type BulkAnswer = z.infer<typeof BulkAnswer>;

export const MatchingAnswer = z
  .object({
    matched: count.describe('Records that the filter finds from the cursor on'),
    needsConfirm: count.nullable().describe('The confirm without which this would be refused'),
    data: z.array(BulkResult),
    counts,
    nextCursor: z.uuid().nullable().describe(`There are more than ${mostItems}: go on from here`),
  })
  .meta({ id: 'BulkMatchingAnswer' });
export type MatchingAnswer = z.infer<typeof MatchingAnswer>;
