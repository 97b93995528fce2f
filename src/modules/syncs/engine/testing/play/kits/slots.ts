import { z } from 'zod';
import type { ModelDefinition } from '#unified-models';
import { keyOfMember, type Marked, marked, markedMember } from './values.js';

/**
 * How people write one field of a model.
 *
 * - `value`: as a whole · `text`: line by line · `members`, `names`: a set of objects or of words
 * - `entries`: by name · `choice`: one of a few values, none of which has room for a mark.
 */
export type Slot = { readonly field: string; readonly immutable: boolean } & (
  | { readonly kind: 'value'; readonly write: Marked; readonly nullable: boolean }
  | { readonly kind: 'text' }
  | { readonly kind: 'names' }
  | { readonly kind: 'entries' }
  | { readonly kind: 'members'; readonly write: readonly Marked[] }
  | { readonly kind: 'choice'; readonly options: readonly unknown[] }
);

export const setSize = 5;

const choices = (schema: z.core.$ZodType): readonly unknown[] => {
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodBoolean) return [false, true];
  throw new Error(`no way to write ${JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }))}`);
};

const ofSet = (schema: z.core.$ZodType, keyOf: (member: unknown) => string) => {
  const element = schema instanceof z.ZodArray ? schema.element : schema;
  if (!(element instanceof z.ZodObject)) return { kind: 'names' } as const;
  const key = keyOfMember(element, keyOf);
  const write = Array.from({ length: setSize }, (_, index) => markedMember(element, key, index));
  return { kind: 'members', write: write.filter(one => one !== null) } as const;
};

/** Read off the schema and the merge rules, so a new field or model needs no line here. */
export const slotsOf = ({ schema, merge, immutable }: ModelDefinition): Slot[] =>
  Object.entries<z.core.$ZodType>(schema.shape).map(([field, type]) => {
    const common = { field, immutable: immutable.includes(field) };
    const rule = merge[field];
    if (rule?.kind === 'text' || rule?.kind === 'entries') return { ...common, kind: rule.kind };
    if (rule?.kind === 'keyed') return { ...common, ...ofSet(type, rule.key) };
    const write = marked(type);
    if (write === null) return { ...common, kind: 'choice', options: choices(type) };
    return { ...common, kind: 'value', write, nullable: type instanceof z.ZodNullable };
  });
