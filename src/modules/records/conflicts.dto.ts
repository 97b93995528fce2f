import { z } from 'zod';
import { PageQuery } from '#tenancy';
import { FieldOrigin } from './history.dto.js';

const fields = z.record(z.string(), z.unknown());

const side = z.object({
  kind: FieldOrigin.shape.kind,
  actor: FieldOrigin.shape.actor,
  runId: z.uuid().nullable(),
  at: z.iso.datetime().nullable().describe('Null when the provider does not say'),
});

export const Suggestion = z
  .object({
    side: z.enum(['local', 'remote', 'base']),
    times: z.number().int(),
    of: z.number().int(),
    words: z.string().describe('Such as “remote 9 of 10 times”'),
  })
  .meta({ id: 'ConflictSuggestion' });
export type Suggestion = z.infer<typeof Suggestion>;

export const FieldConflictView = z
  .looseObject({
    field: z.string(),
    base: z.unknown().optional().describe('Absent when the sides never agreed'),
    local: z.unknown(),
    remote: z.unknown(),
    changedBy: z
      .object({ local: side.nullable(), remote: side.nullable() })
      .describe('Who changed it on each side, and when; of open conflicts'),
    suggestion: Suggestion.nullable().describe(
      'What this organization mostly decided for this field of this sync. Never applied by itself',
    ),
  })
  .meta({ id: 'FieldConflict' });
export type FieldConflictView = z.infer<typeof FieldConflictView>;

export const ConflictView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    recordId: z.uuid(),
    status: z.enum(['open', 'resolved', 'closed']),
    fields: z.array(FieldConflictView).describe('The fields that clash, each with its three sides'),
    base: fields.nullable(),
    local: fields,
    remote: fields,
    resolution: z.unknown().nullable(),
    openedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    settledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Conflict' });
export type ConflictView = z.infer<typeof ConflictView>;

export const ConflictList = z
  .object({ data: z.array(ConflictView), nextCursor: z.string().nullable() })
  .meta({ id: 'ConflictList' });

const filter = {
  syncId: z.uuid().optional(),
  field: z
    .string()
    .regex(/^\w{1,200}$/)
    .optional()
    .describe('Only conflicts about this field'),
  openedBefore: z.iso.datetime().optional(),
  openedAfter: z.iso.datetime().optional(),
};
export const ConflictFilter = z.strictObject(filter).meta({ id: 'ConflictFilter' });
export type ConflictFilter = z.infer<typeof ConflictFilter>;

export const ConflictQuery = PageQuery.extend({
  status: z.enum(['open', 'resolved', 'closed']).default('open'),
  ...filter,
});
export type ConflictQuery = z.infer<typeof ConflictQuery>;

const oneSide = z.enum(['local', 'remote', 'base']);
const choice = z.union([oneSide, z.strictObject({ value: z.unknown() })], {
  error: `expected 'local', 'remote', 'base' or {"value": …}`,
});
const Choices = z.record(z.string(), choice);

export const ResolveConflict = z
  .strictObject({
    choices: z
      .union([oneSide, Choices], {
        error: `expected 'local', 'remote', 'base', or for each field in conflict one of them or {"value": …}`,
      })
      .describe('One side for everything, or a choice for each field that clashes'),
  })
  .meta({ id: 'ResolveConflict' });
export type ResolveConflict = z.infer<typeof ResolveConflict>;

/** More than these wait for the next call. */
export const mostAtOnce = 200;

export const ResolveConflicts = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(mostAtOnce).optional(),
    filter: ConflictFilter.optional().describe(`Open conflicts that fit, oldest first, ${mostAtOnce} a call`),
    side: oneSide.optional().describe('One side for everything'),
    choices: Choices.optional().describe('A choice for each field that clashes'),
  })
  .refine(given => (given.ids === undefined) !== (given.filter === undefined), {
    error: 'give either ids or filter',
    path: ['ids'],
  })
  .refine(given => (given.side === undefined) !== (given.choices === undefined), {
    error: 'give either side or choices',
    path: ['side'],
  })
  .meta({ id: 'ResolveConflicts' });
export type ResolveConflicts = z.infer<typeof ResolveConflicts>;

export const ResolvedConflicts = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        status: z.enum(['resolved', 'refused']),
        code: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    ),
    hasMore: z.boolean().describe('More conflicts fit the filter: call again'),
  })
  .meta({ id: 'ResolvedConflicts' });
export type ResolvedConflicts = z.infer<typeof ResolvedConflicts>;
