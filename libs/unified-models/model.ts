import type { z } from 'zod';

/** Fields of a record as plain JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * How two versions of one field are brought together. Without an entry a field is a value: it changes as a whole.
 * `keyed` is a set whose members are told apart by `key`; `text` merges line by line.
 */
export type FieldMerge =
  { readonly kind: 'text' } | { readonly kind: 'keyed'; readonly key: (member: unknown) => string };

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

export const defineModel = <const M extends ModelDefinition>(model: M): M => model;
