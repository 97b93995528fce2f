import { z } from 'zod';
import { defineModel } from './model.js';
import { Person } from './people.js';

/** A file or folder in somebody's storage; its content is fetched through the hub, never kept in the record. */
export const FileFields = z
  .strictObject({
    name: z.string().min(1).max(1_000),
    kind: z.enum(['file', 'folder']),
    path: z
      .string()
      .max(10_000)
      .nullable()
      .describe('From the root of the container, with the name, as shown at the provider; begins with /'),
    parentId: z.string().max(500).nullable().describe('The provider’s id of the folder; null: the root'),
    mimeType: z.string().max(200).nullable(),
    size: z.number().int().min(0).nullable().describe('Bytes'),
    contentHash: z
      .string()
      .max(500)
      .nullable()
      .describe('Algorithm and value, e.g. dropbox:<hex>; changes when the content does'),
    contentModifiedAt: z.iso.datetime().nullable(),
    modifiedBy: Person.nullable(),
    shared: z.boolean(),
    trashed: z.boolean(),
    url: z.string().max(10_000).nullable(),
  })
  .meta({ id: 'File', description: 'A file or folder in somebody’s storage' });
export type FileFields = z.infer<typeof FileFields>;

export const file = defineModel({
  name: 'file',
  schema: FileFields,
  defaults: {
    kind: 'file',
    path: null,
    parentId: null,
    mimeType: null,
    size: null,
    contentHash: null,
    contentModifiedAt: null,
    modifiedBy: null,
    shared: false,
    trashed: false,
    url: null,
  },
  merge: {},
  immutable: ['kind', 'mimeType', 'size', 'contentHash', 'contentModifiedAt', 'modifiedBy', 'shared', 'url'],
});
