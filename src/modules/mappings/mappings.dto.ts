import { z } from 'zod';
import { limits } from './expression/index.js';
import { modelNames } from '#unified-models';
import { Rule, Rules } from './rules.js';

export const Filter = z
  .string()
  .min(1)
  .max(limits.expression)
  .describe('CEL over fields and remote; true takes the object in');

export const CreateMapping = z
  .strictObject({
    name: z.string().min(1).max(200),
    provider: z.string().min(1).max(100).describe('Key of the provider'),
    model: z.enum(modelNames),
    rules: Rules,
  })
  .meta({ id: 'CreateMapping' });
export type CreateMapping = z.infer<typeof CreateMapping>;

export const CreateMappingVersion = z.strictObject({ rules: Rules }).meta({ id: 'CreateMappingVersion' });

const version = {
  version: z.int(),
  rules: z.array(Rule),
  warnings: z.array(z.string()).describe('What the definition should make one think about'),
};

export const MappingView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    provider: z.string(),
    model: z.string(),
    ...version,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Mapping' });
export type MappingView = z.infer<typeof MappingView>;
export const MappingList = z
  .object({ data: z.array(MappingView), nextCursor: z.string().nullable() })
  .meta({ id: 'MappingList' });

export const MappingVersionView = z
  .object({
    mappingId: z.uuid(),
    ...version,
    actor: z.object({ kind: z.string(), id: z.string() }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'MappingVersion' });
export const MappingVersionList = z
  .object({ data: z.array(MappingVersionView), nextCursor: z.string().nullable() })
  .meta({ id: 'MappingVersionList' });

export const PreviewMapping = z
  .strictObject({
    syncId: z.uuid(),
    rules: Rules.default([]),
    filter: Filter.nullable().default(null),
    limit: z.int().min(1).max(50).default(10),
  })
  .meta({ id: 'PreviewMapping' });
export type PreviewMapping = z.infer<typeof PreviewMapping>;

const fields = z.record(z.string(), z.unknown());
export const MappingPreview = z
  .object({
    warnings: z.array(z.string()),
    data: z.array(
      z.object({
        recordId: z.uuid(),
        before: fields,
        after: fields,
        changed: z.array(z.string()),
        takenIn: z.boolean().describe('The filter takes it in'),
        problems: z.array(z.object({ target: z.string(), detail: z.string() })),
      }),
    ),
  })
  .meta({ id: 'MappingPreview' });
export type MappingPreview = z.infer<typeof MappingPreview>;
