import type { ModelDefinition } from '#unified-models';
import { z } from 'zod';

export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** A small model with every kind of field: two values, a text, and a keyed set. */
export const noteModel: ModelDefinition = {
  name: 'note',
  schema: z.strictObject({
    title: z.string(),
    place: z.string(),
    body: z.string(),
    tags: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
  defaults: { place: '', body: '', tags: [] },
  merge: { body: { kind: 'text' }, tags: { kind: 'keyed', key: tag => (tag as Tag).name } },
  immutable: [],
};
