import { z } from 'zod';
import { FieldOrigin } from './history.dto.js';

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
    origins: z
      .record(z.string(), FieldOrigin)
      .optional()
      .describe('For each field who gave it its value, with ?include=origins'),
    pushError: z.object({ code: z.string(), detail: z.string() }).nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Record' });
export type RecordView = z.infer<typeof RecordView>;

export const RecordFeedPage = z
  .object({
    data: z.array(RecordView),
    nextCursor: z
      .string()
      .describe(
        'Ask again with it, now or later: what changed since comes next; or the older ones, in order=newest',
      ),
    hasMore: z
      .boolean()
      .describe(
        'More is there already. With search or model a page may be short or empty and yet have more after it',
      ),
  })
  .meta({ id: 'RecordFeedPage' });
