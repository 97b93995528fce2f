import { z } from 'zod';
import { Settings } from '#config';

type Json = Readonly<Record<string, unknown>>;
type Setting = z.core.$ZodType;

const schemaOf = (setting: Setting): Json => z.toJSONSchema(setting, { io: 'input', unrepresentable: 'any' });

const range = ({ minimum, maximum }: Json): string => {
  if (typeof minimum !== 'number') return '';
  return typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER
    ? ` from ${minimum} to ${maximum}`
    : ` from ${minimum}`;
};

const takes = (setting: Setting, schema: Json): string => {
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => `\`${String(value)}\``).join(', ');
  if (schema['format'] === 'uri') return 'URL';
  if (schema['format'] === 'starts_with') return `text that begins with \`${beginning(schema)}\``;
  if (Array.isArray(defaultOf(setting))) return 'list, separated by commas';
  return schema['type'] === 'integer' ? `whole number${range(schema)}` : 'text';
};

const beginning = ({ pattern }: Json): string => String(pattern).replace(/^\^|\.\*$/g, '');

/** What the hub uses when the variable is not set; undefined when that is nothing. */
const defaultOf = (setting: Setting): unknown => z.safeParse(setting, undefined).data;

const shownDefault = (value: unknown): string => {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${value.join(',')}\``;
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
};

const escaped = (text: string): string => text.replace(/[|<>]/g, character => `\\${character}`);

const row = ([name, setting]: [string, Setting]): string => {
  const schema = schemaOf(setting);
  const meaning = escaped(typeof schema['description'] === 'string' ? schema['description'] : '');
  return `| \`${name}\` | ${meaning} | ${takes(setting, schema)} | ${shownDefault(defaultOf(setting))} |`;
};

/** `docs/configuration.md`, from the schema that checks the environment at start. */
export const settingsPage = (): string => `# Configuration

Every setting is an environment variable. They are read and checked once, at start: a value that does not fit stops the
process and is named. An empty variable counts as not set. This page is generated from \`config/schema.ts\` by
\`npm run generate\`.

| Variable | Meaning | Takes | Default |
| --- | --- | --- | --- |
${Object.entries<Setting>(Settings.shape).map(row).join('\n')}
`;
