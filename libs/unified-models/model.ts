import { z } from 'zod';

/** Fields of a record as plain JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * How two versions of one field are brought together. Without an entry a field is a value: it changes as a whole.
 * `keyed` is a set whose members are told apart by `key`; `text` merges line by line; `entries` is an object that
 * merges name by name, and a name that the provider does not mention is the hub's own: it is kept here and told to nobody.
 */
export type FieldMerge =
  | { readonly kind: 'text' }
  | { readonly kind: 'entries' }
  | { readonly kind: 'keyed'; readonly key: (member: unknown) => string };

export interface ModelDefinition {
  readonly name: string;
  /** Complete, strict schema of the fields; its JSON Schema is the model's public documentation. */
  readonly schema: z.ZodObject;
  /** Values for fields that a caller may leave out when creating. */
  readonly defaults: Fields;
  readonly merge: Readonly<Record<string, FieldMerge>>;
  /** Rules that span fields; answers the first problem, for people who write records. Providers are taken as they are. */
  readonly check?: (fields: Fields) => { readonly path: string; readonly detail: string } | null;
  /** Fields that only the creator of a record may set. */
  readonly immutable: readonly string[];
}

export const customName = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;

/** Fields of an organization's own, by name. Providers leave them out; mappings and callers of the API fill them. */
export const CustomFields = z
  .record(z.string().regex(customName), z.unknown())
  .refine(custom => Object.keys(custom).length <= 200, 'at most 200 custom fields')
  .refine(custom => JSON.stringify(custom).length <= 100_000, 'at most 100,000 characters in all')
  .describe('Fields of the organization’s own, by name');
export type CustomFields = z.infer<typeof CustomFields>;

/** Every model has the field `custom`, whatever else it says of itself. */
export const defineModel = <const M extends ModelDefinition>(model: M) => ({
  ...model,
  schema: model.schema
    .extend({ custom: CustomFields.default({}) })
    .meta(z.globalRegistry.get(model.schema) ?? {}),
  defaults: { ...model.defaults, custom: {} },
  merge: { ...model.merge, custom: { kind: 'entries' } } as Readonly<Record<string, FieldMerge>>,
});
