/** What a form needs to know of one member of a JSON Schema object (https://json-schema.org/draft/2020-12). */
export interface SchemaField {
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly kind: 'text' | 'long' | 'number' | 'switch' | 'choice' | 'list' | 'secret' | 'json';
  readonly choices: readonly string[];
  readonly isRequired: boolean;
  readonly initial: string | number | boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `serverUrl` and `thread_ts` as words. */
export const wordsOf = (name: string): string => {
  const words = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const longText = 500;

/** Of `anyOf: [{…}, {type: 'null'}]` the part that is not null. */
const presentOf = (schema: Schema): Schema => {
  const parts = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema) : [];
  const present = parts.filter(part => part['type'] !== 'null');
  return present.length === 1 && present[0] ? { ...schema, ...present[0] } : schema;
};

const isListOfText = ({ items }: Schema): boolean => isSchema(items) && items['type'] === 'string';

const stringKind = (schema: Schema): SchemaField['kind'] => {
  if (schema['secret'] === true) return 'secret';
  const most = schema['maxLength'];
  return typeof most === 'number' && most > longText && schema['format'] !== 'uri' ? 'long' : 'text';
};

const kindOf = (schema: Schema): SchemaField['kind'] => {
  if (Array.isArray(schema['enum'])) return 'choice';
  const { type } = schema;
  if (type === 'string') return stringKind(schema);
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'switch';
  return type === 'array' && isListOfText(schema) ? 'list' : 'json';
};

const initialOf = (schema: Schema, kind: SchemaField['kind']): SchemaField['initial'] => {
  const preset = schema['default'];
  if (kind === 'switch') return preset === true;
  if (kind === 'list') return Array.isArray(preset) ? preset.join('\n') : '';
  return typeof preset === 'string' || typeof preset === 'number' ? preset : '';
};

const fieldOf = (name: string, whole: Schema, isRequired: boolean): SchemaField => {
  const schema = presentOf(whole);
  const kind = kindOf(schema);
  const title = textOf(schema['title']);
  const description = textOf(schema['description']);
  return {
    name,
    label: title ?? wordsOf(name),
    description,
    kind,
    choices: Array.isArray(schema['enum']) ? schema['enum'].map(String) : [],
    isRequired: isRequired && schema['default'] === undefined,
    initial: initialOf(schema, kind),
  };
};

export const fieldsOf = (schema: Schema | null): SchemaField[] => {
  if (schema === null || !isSchema(schema['properties'])) return [];
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(schema['properties']).map(([name, part]) =>
    fieldOf(name, isSchema(part) ? part : {}, required.includes(name)),
  );
};

export type Values = Record<string, string | number | boolean>;

export const initialValues = (fields: readonly SchemaField[]): Values =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

const valueOf = ({ kind }: SchemaField, value: string | number | boolean): unknown => {
  if (kind === 'list')
    return String(value)
      .split('\n')
      .map(line => line.trim())
      .filter(Boolean);
  if (kind === 'json') return JSON.parse(String(value)) as unknown;
  if (kind === 'number') return Number(value);
  return value;
};

/** What was entered, as the schema wants it; what was left empty is left out. */
export const entered = (fields: readonly SchemaField[], values: Values): Record<string, unknown> =>
  Object.fromEntries(
    fields
      .filter(({ name }) => values[name] !== '' && values[name] !== undefined)
      .map(field => [field.name, valueOf(field, values[field.name] ?? '')]),
  );

/** What is wrong with an entry before anybody is asked; null when nothing is. */
export const complaintOf = (
  field: SchemaField,
  value: string | number | boolean | undefined,
): string | null => {
  if (value === '' || value === undefined) return field.isRequired ? 'This is needed.' : null;
  if (field.kind !== 'json') return null;
  try {
    JSON.parse(String(value));
    return null;
  } catch {
    return 'Expected JSON, such as {"name": "value"} or ["one", "two"].';
  }
};
