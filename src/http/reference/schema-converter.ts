import { z } from 'zod';

type Io = 'input' | 'output';
type Json = Record<string, unknown>;
interface Converted {
  readonly schema: Json;
  readonly components: Record<string, Json>;
}

/**
 * zod → JSON Schema 2020-12, the dialect of OpenAPI 3.1. A schema with an id becomes a component. Where reading and
 * writing differ (defaults, for one), the request's form gets a name of its own: `Thing` and `ThingInput`.
 */
export const convertSchema = (schema: unknown, { schemaType }: { schemaType: Io }): Converted | undefined => {
  if (!(schema instanceof z.core.$ZodType)) return undefined;
  const wanted = describe(schema, schemaType);
  if (schemaType === 'output') return wanted;
  const other = describe(schema, 'output');
  const renamed = differing(wanted.components, other.components);
  const rename = (value: unknown): unknown => renameReferences(value, renamed);
  const components = Object.entries(wanted.components).map(([id, body]) => [
    inputName(id, renamed),
    rename(body),
  ]);
  return {
    schema: rename(wanted.schema) as Json,
    components: Object.fromEntries(components) as Record<string, Json>,
  };
};

const reference = (id: string): string => `#/components/schemas/${id}`;

const describe = (schema: z.core.$ZodType, io: Io): Converted => {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Json;
  const { $schema: _, $defs, id, ...body } = made;
  const components = Object.entries(($defs ?? {}) as Record<string, Json>).map(([name, definition]) => {
    const { id: _id, ...rest } = definition;
    return [name, pointToComponents(rest)] as const;
  });
  const root = pointToComponents(body) as Json;
  if (typeof id !== 'string' || isFlat(schema))
    return { schema: root, components: Object.fromEntries(components) as never };
  return {
    schema: { $ref: reference(id) },
    components: { ...Object.fromEntries(components), [id]: root } as never,
  };
};

/** Query parameters are read field by field, which a reference would hide; they carry no id. */
const isFlat = (schema: z.core.$ZodType): boolean => z.globalRegistry.get(schema)?.id === undefined;

const mapStrings = (value: unknown, change: (key: string, text: string) => string): unknown => {
  if (Array.isArray(value)) return value.map(item => mapStrings(item, change));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => [
    key,
    typeof child === 'string' ? change(key, child) : mapStrings(child, change),
  ]);
  return Object.fromEntries(entries);
};

const pointToComponents = (value: unknown): unknown =>
  mapStrings(value, (key, text) =>
    key === '$ref' ? text.replace('#/$defs/', '#/components/schemas/') : text,
  );

const inputName = (id: string, renamed: ReadonlySet<string>): string => (renamed.has(id) ? `${id}Input` : id);

const renameReferences = (value: unknown, renamed: ReadonlySet<string>): unknown =>
  mapStrings(value, (key, text) => {
    const id = key === '$ref' ? text.slice(reference('').length) : '';
    return renamed.has(id) ? reference(inputName(id, renamed)) : text;
  });

/** Components that are not the same in both directions, by themselves or by what they refer to. */
const differing = (left: Record<string, Json>, right: Record<string, Json>): Set<string> => {
  const found = new Set(
    Object.keys(left).filter(id => JSON.stringify(left[id]) !== JSON.stringify(right[id])),
  );
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [id, body] of Object.entries(left)) {
      const text = JSON.stringify(body);
      if ([...found].some(other => text.includes(`"${reference(other)}"`))) found.add(id);
    }
  }
  return found;
};
