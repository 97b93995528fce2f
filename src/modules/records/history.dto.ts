import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());
const actor = z.object({ kind: z.string(), id: z.string() });

export const Lineage = z
  .object({
    runId: z.uuid().nullable().describe('The run that wrote it; null for a person’s call and an undo'),
    trigger: z.string().nullable().describe('What started the run'),
    receiptId: z.uuid().nullable().describe('The webhook that started the run'),
    cursor: z.string().nullable().describe('Fingerprint of the cursor of the page that brought it'),
    mappingVersion: z.number().int().nullable(),
    undoId: z.uuid().nullable().describe('The undo that wrote it'),
    undoneRunId: z.uuid().nullable().describe('The run that was undone'),
  })
  .meta({ id: 'Lineage' });

export const PushView = z
  .object({
    runId: z.uuid(),
    kind: z.enum(['create', 'update', 'delete']),
    outcome: z
      .enum(['applied', 'stale', 'refused'])
      .describe('stale: changed there meanwhile, so nothing was written'),
    changed: z.array(z.string()).describe('Fields that differed from what the provider had'),
    remoteId: z.string().nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'RecordPush' });

export const RecordVersionView = z
  .object({
    revision: z.number().int(),
    current: z.boolean(),
    deleted: z.boolean(),
    fields,
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() }))
      .describe('Against the version before'),
    cause: z.object({ code: z.string(), words: z.string() }),
    actor: actor.nullable().describe('Null in records older than the keeping of creators'),
    at: z.iso.datetime(),
    lineage: Lineage,
    superseded: z
      .array(z.record(z.string(), z.unknown()))
      .describe('Values that a policy or a person decided against, and by which policy'),
    pushes: z.array(PushView).describe('When this version was sent to the provider, and the answer'),
  })
  .meta({ id: 'RecordVersion' });
export type RecordVersionView = z.infer<typeof RecordVersionView>;

export const RecordHistory = z
  .object({ data: z.array(RecordVersionView), nextCursor: z.string().nullable() })
  .meta({ id: 'RecordHistory' });

export const FieldOrigin = z
  .object({
    kind: z.enum(['provider', 'person', 'merge', 'mapping', 'undo', 'mirror', 'hub']),
    revision: z.number().int().describe('The version since which the field holds its value'),
    actor: actor.nullable(),
    runId: z.uuid().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'FieldOrigin' });
export type FieldOrigin = z.infer<typeof FieldOrigin>;
