/** As much of JSON Schema as the unified models use. */
export interface JsonSchema {
  readonly type?: string | string[];
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly maxLength?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Which input suits a field; `json` is for what has no simple one. */
export type InputKind =
  'line' | 'text' | 'number' | 'yes_no' | 'choice' | 'date' | 'instant' | 'event_time' | 'words' | 'json';

export interface FieldShape {
  readonly name: string;
  readonly kind: InputKind;
  readonly isNullable: boolean;
  readonly options: readonly string[];
  readonly description: string | null;
  readonly maxLength: number | null;
  /** Only the creator of a record may set it. */
  readonly isOnlyForCreation: boolean;
  /** May be left out of a new record. */
  readonly hasDefault: boolean;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** A schema whose name is told instead of itself. */
export const followed = (schema: JsonSchema, defs: Definitions): JsonSchema => {
  const name = schema.$ref?.replace('#/$defs/', '');
  const found = name === undefined ? undefined : defs[name];
  return found === undefined
    ? schema
    : { ...followed(found, defs), ...(schema.description ? { description: schema.description } : {}) };
};

/** The schema of a field without its `null`. */
const bare = (
  schema: JsonSchema,
  defs: Definitions,
): { readonly schema: JsonSchema; readonly isNullable: boolean } => {
  const whole = followed(schema, defs);
  if (Array.isArray(whole.type)) {
    const [only] = whole.type.filter(type => type !== 'null');
    return {
      schema: { ...whole, ...(only === undefined ? {} : { type: only }) },
      isNullable: whole.type.includes('null'),
    };
  }
  const parts = whole.anyOf ?? [];
  const rest = parts.filter(part => part.type !== 'null');
  if (parts.length === 0 || rest.length === parts.length) return { schema: whole, isNullable: false };
  const [only] = rest;
  const inner = only && rest.length === 1 ? followed(only, defs) : { anyOf: rest };
  const description = whole.description ?? inner.description;
  return { schema: { ...inner, ...(description ? { description } : {}) }, isNullable: true };
};

const longLine = 20_000;

const textKind = (schema: JsonSchema): InputKind => {
  if (schema.enum) return 'choice';
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time') return 'instant';
  return (schema.maxLength ?? 0) > longLine ? 'text' : 'line';
};

const isEventTime = (schema: JsonSchema): boolean =>
  (schema.oneOf ?? schema.anyOf ?? []).some(part => part.properties?.['local'] !== undefined);

const kindOf = (schema: JsonSchema, defs: Definitions): InputKind => {
  if (schema.type === 'string') return textKind(schema);
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'boolean') return 'yes_no';
  if (isEventTime(schema)) return 'event_time';
  if (schema.type === 'array' && schema.items && followed(schema.items, defs).type === 'string')
    return 'words';
  return 'json';
};

/** How a set is merged is told to those who write programs. */
const plain = (description: string | undefined): string | null =>
  description === undefined || description.startsWith('A set') ? null : description;

export const shapeOf = (
  name: string,
  part: JsonSchema,
  defs: Definitions,
): Omit<FieldShape, 'isOnlyForCreation' | 'hasDefault'> => {
  const { schema, isNullable } = bare(part, defs);
  return {
    name,
    kind: kindOf(schema, defs),
    isNullable,
    options: schema.enum ?? [],
    description: plain(schema.description),
    maxLength: schema.maxLength ?? null,
  };
};
