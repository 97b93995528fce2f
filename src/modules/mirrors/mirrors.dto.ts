import { z } from 'zod';
import { PageQuery } from '#tenancy';
import { mirrorPolicies, sides } from './decisions/index.js';

const side = z.enum(sides);

export const MirrorAccepts = z
  .strictObject({
    create: z.boolean().describe('Records of the other side that have no counterpart are created here'),
    update: z.boolean(),
    delete: z
      .boolean()
      .describe('What is deleted on the other side and was not changed here is deleted here'),
  })
  .partial()
  .meta({ id: 'MirrorAccepts' });
export type MirrorAccepts = z.infer<typeof MirrorAccepts>;

const settings = {
  name: z.string().min(1).max(200),
  policy: z
    .enum(mirrorPolicies)
    .describe(
      'Who wins when both sides changed the same field; sets and texts merge as far as they do not overlap',
    ),
  acceptsA: MirrorAccepts.describe(
    'Left out: all that side A’s sync and provider can take; a sync that pulls takes nothing',
  ),
  acceptsB: MirrorAccepts,
  fields: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(100)
    .describe('Fields that are mirrored; left out: those that mean the same at every provider'),
};

export const CreateMirror = z
  .strictObject({
    syncAId: z.uuid(),
    syncBId: z.uuid().describe('Another sync of the same model'),
    name: settings.name.optional(),
    policy: settings.policy.default('latest'),
    acceptsA: settings.acceptsA.default({}),
    acceptsB: settings.acceptsB.default({}),
    fields: settings.fields.optional(),
  })
  .meta({ id: 'CreateMirror' });
export type CreateMirror = z.infer<typeof CreateMirror>;

export const UpdateMirror = z.strictObject(settings).partial().meta({ id: 'UpdateMirror' });
export type UpdateMirror = z.infer<typeof UpdateMirror>;

const count = z.number().int();
const bySide = z.object({ a: count, b: count });
const accepts = z.object({ create: z.boolean(), update: z.boolean(), delete: z.boolean() });
const held = z
  .object({
    deletions: count,
    total: count,
    reason: z.enum(['everything', 'many']),
    sample: z.array(z.uuid()).describe('Some of the records that would be deleted'),
  })
  .nullable();

export const MirrorView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    syncAId: z.uuid(),
    syncBId: z.uuid(),
    model: z.string(),
    policy: z.enum(mirrorPolicies),
    acceptsA: accepts,
    acceptsB: accepts,
    fields: z.array(z.string()),
    status: z.enum(['active', 'paused']),
    phase: z
      .enum(['joining', 'live'])
      .describe('joining: takes in what was there, and waits for the first run of both syncs'),
    pause: z.object({ code: z.string(), detail: z.string(), recordId: z.uuid().nullable() }).nullable(),
    held: z.object({ a: held, b: held }).describe('Deletions on each side that wait for a decision'),
    counts: z.object({
      pairs: count.describe('Records with their counterpart'),
      alone: bySide.describe('Records without a counterpart'),
      due: count.describe('To be looked at'),
      conflicts: count,
      deletions: bySide.describe('Deletions that wait'),
      problems: count.describe('Records that cannot be mirrored; see GET …/links?state=problem'),
      outgoing: count.describe('Records on either side that their provider does not have yet'),
      refused: count.describe('Records on either side whose provider refused them'),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Mirror' });
export type MirrorView = z.infer<typeof MirrorView>;

export const MirrorList = z
  .object({ data: z.array(MirrorView), nextCursor: z.string().nullable() })
  .meta({ id: 'MirrorList' });

export const MirrorForecast = z
  .object({
    matches: count.describe('Records that are on both sides already, by their key'),
    differing: count.describe('Of those, pairs whose mirrored fields differ'),
    creates: bySide.describe('Records that would be created on each side'),
    leftAlone: bySide.describe('Records without counterpart, whose other side does not accept creations'),
    complete: z.boolean().describe('false: a sync has not finished its first run, so more may come'),
  })
  .meta({ id: 'MirrorForecast' });
export type MirrorForecast = z.infer<typeof MirrorForecast>;

export const linkStates = ['pair', 'alone', 'conflict', 'deletion', 'problem', 'detached'] as const;

export const MirrorLinkQuery = PageQuery.extend({
  state: z.enum(linkStates).optional(),
  recordId: z.uuid().optional().describe('The link of a record, and thereby its counterpart'),
});
export type MirrorLinkQuery = z.infer<typeof MirrorLinkQuery>;

export const MirrorLinkView = z
  .object({
    id: z.uuid(),
    recordAId: z.uuid().nullable(),
    recordBId: z.uuid().nullable(),
    state: z.enum(linkStates),
    deletion: side.nullable().describe('The side whose record waits to be deleted'),
    conflict: z
      .array(
        z.object({
          field: z.string(),
          base: z.unknown().optional().describe('What both agreed on last, if they ever did'),
          a: z.unknown(),
          b: z.unknown(),
        }),
      )
      .nullable(),
    problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'MirrorLink' });
export type MirrorLinkView = z.infer<typeof MirrorLinkView>;

export const MirrorLinkList = z
  .object({ data: z.array(MirrorLinkView), nextCursor: z.string().nullable() })
  .meta({ id: 'MirrorLinkList' });

export const ResolveMirrorConflict = z
  .strictObject({
    choices: z
      .record(z.string(), z.union([side, z.strictObject({ value: z.unknown() })]))
      .describe('For each field in conflict: a, b, or a value of its own'),
  })
  .meta({ id: 'ResolveMirrorConflict' });
export type ResolveMirrorConflict = z.infer<typeof ResolveMirrorConflict>;
