import { z } from 'zod';

export const NewFile = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\\p{C}]+$/u, 'expected a name without / and \\')
    .describe('Name of the file in its folder'),
  parentId: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('The provider’s id of the folder; default: the root'),
});
export type NewFile = z.infer<typeof NewFile>;

export const UploadedFile = z
  .object({
    id: z.uuid().describe('The record'),
    syncId: z.uuid(),
    remoteId: z.string(),
    revision: z.number().int(),
    fields: z.record(z.string(), z.unknown()).describe('The file as the provider has it now'),
  })
  .meta({ id: 'UploadedFile' });
export type UploadedFile = z.infer<typeof UploadedFile>;
