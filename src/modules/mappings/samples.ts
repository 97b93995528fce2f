import { z } from 'zod';
import type { Fields, ModelDefinition } from '#unified-models';

type Definitions = Readonly<Record<string, JsonSchema>>;

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Definitions;
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly minimum?: number;
}

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-03-04T05:06:07Z',
  date: '2026-03-04',
  time: '05:06:07',
  email: 'ada@example.org',
  uri: 'https://example.org/a',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
};

/** Everything filled in, or as little as possible. */
interface Taste {
  readonly fill: 'full' | 'empty';
  readonly definitions: Definitions;
}

const optionOf = (options: readonly JsonSchema[], { fill }: Taste): JsonSchema => {
  const isNull = (option: JsonSchema) => option.type === 'null';
  return options.find(option => isNull(option) === (fill === 'empty')) ?? options[0] ?? {};
};

const composed = (schema: JsonSchema, taste: Taste): unknown => {
  if (schema.type === 'array')
    return taste.fill === 'full' && schema.items ? [exampleOf(schema.items, taste)] : [];
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, member]) => [name, exampleOf(member, taste)]),
  );
};

/** A value that a schema describes, as dull as it can be. */
const exampleOf = (schema: JsonSchema, taste: Taste): unknown => {
  const options = schema.anyOf ?? schema.oneOf;
  const named =
    schema.$ref === undefined ? undefined : taste.definitions[schema.$ref.split('/').at(-1) ?? ''];
  if (named) return exampleOf(named, taste);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (options) return exampleOf(optionOf(options, taste), taste);
  switch (schema.type) {
    case 'string':
      return byFormat[schema.format ?? ''] ?? 'text';
    case 'number':
    case 'integer':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'array':
    case 'object':
      return composed(schema, taste);
    default:
      return null;
  }
};

const fieldsWith = ({ schema, defaults }: ModelDefinition, fill: Taste['fill']): Fields => {
  const fields = Object.entries(schema.shape).flatMap(([name, field]): [string, unknown][] => {
    if (name === 'custom') return [];
    const json = z.toJSONSchema(field as z.ZodType, { unrepresentable: 'any' }) as JsonSchema;
    const example = exampleOf(json, { fill, definitions: json.$defs ?? {} });
    if ((field as z.ZodType).safeParse(example).success) return [[name, example]];
    return Object.hasOwn(defaults, name) ? [[name, defaults[name]]] : [];
  });
  return Object.fromEntries(fields);
};

/** Fields as a provider could give them: everything filled in, and as little as possible. */
export const sampleFields = (model: ModelDefinition): Fields[] => [
  fieldsWith(model, 'full'),
  fieldsWith(model, 'empty'),
];
