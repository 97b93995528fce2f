import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());

export const CreateRecord = z
  .strictObject({
    syncId: z.uuid().describe('The sync, and thereby the calendar, it belongs to'),
    fields: fields.describe('Unified fields of the sync’s model; what has a default may be left out'),
  })
  .meta({ id: 'CreateRecord' });
export type CreateRecord = z.infer<typeof CreateRecord>;

export const UpdateRecord = z
  .strictObject({
    fields: fields.describe('Only the fields that change'),
    revision: z
      .number()
      .int()
      .optional()
      .describe('Refuse with 409 if the record has moved on from this revision'),
  })
  .meta({ id: 'UpdateRecord' });
export type UpdateRecord = z.infer<typeof UpdateRecord>;

export const RecordView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    model: z.string(),
    state: z
      .enum(['clean', 'dirty', 'conflict', 'delete_pending'])
      .describe(
        'clean: both sides agree. dirty: on its way to the provider. delete_pending: the provider deleted it',
      ),
    deleted: z.boolean().describe('Kept as a tombstone, so that a follower of the feed learns of it'),
    revision: z.number().int(),
    remoteId: z.string().nullable(),
    fields,
    remoteData: z
      .string()
      .nullable()
      .optional()
      .describe('The provider’s original, with ?include=remoteData'),
    pushError: z.object({ code: z.string(), detail: z.string() }).nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Record' });
export type RecordView = z.infer<typeof RecordView>;

export const RecordFeedPage = z
  .object({
    data: z.array(RecordView),
    nextCursor: z.string().describe('Ask again with it, now or later: what changed since comes next'),
    hasMore: z.boolean().describe('More is there already'),
  })
  .meta({ id: 'RecordFeedPage' });

export const RecordVersionView = z
  .object({
    revision: z.number().int(),
    fields,
    deleted: z.boolean(),
    replacedBy: z.object({
      cause: z.string(),
      runId: z.uuid().nullable(),
      actor: z.object({ kind: z.string(), id: z.string() }),
      at: z.iso.datetime(),
      superseded: z.array(z.record(z.string(), z.unknown())),
    }),
  })
  .meta({ id: 'RecordVersion' });
export const RecordHistory = z
  .object({ data: z.array(RecordVersionView), nextCursor: z.string().nullable() })
  .meta({ id: 'RecordHistory' });

export const ConflictView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    recordId: z.uuid(),
    status: z.enum(['open', 'resolved', 'closed']),
    fields: z
      .array(z.looseObject({ field: z.string(), base: z.unknown(), local: z.unknown(), remote: z.unknown() }))
      .describe('The fields that clash, each with its three sides'),
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

const choice = z.union([z.enum(['local', 'remote']), z.strictObject({ value: z.unknown() })]);
export const ResolveConflict = z
  .strictObject({
    choices: z
      .union([z.enum(['local', 'remote']), z.record(z.string(), choice)])
      .describe('One side for everything, or a choice for each field that clashes'),
  })
  .meta({ id: 'ResolveConflict' });
export type ResolveConflict = z.infer<typeof ResolveConflict>;
