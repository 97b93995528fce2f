import { Text } from '@mantine/core';

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const wallClock = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A time of an event is a wall clock in a zone of its own: it is shown as it stands there. */
const eventTime = (value: Json): string | null => {
  if (typeof value['date'] === 'string') return date.format(new Date(`${value['date']}T00:00:00Z`));
  if (typeof value['local'] !== 'string') return null;
  const zone = typeof value['zone'] === 'string' ? ` (${value['zone']})` : '';
  return `${wallClock.format(new Date(`${value['local']}Z`))}${zone}`;
};

const naming = ['label', 'name', 'displayName', 'title', 'email', 'value', 'text', 'id'] as const;

const nameOf = (value: Json): string | null => {
  const found = naming.map(key => value[key]).find(part => typeof part === 'string' && part !== '');
  return typeof found === 'string' ? found : null;
};

/** A field's value as people read it; what has no shorter form stays JSON. */
export const valueText = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(valueText).join(', ');
  if (!isObject(value)) return JSON.stringify(value);
  return eventTime(value) ?? nameOf(value) ?? JSON.stringify(value);
};

const longest = 280;

export const Value = ({ of }: { readonly of: unknown }) => {
  const text = valueText(of);
  return (
    <Text span inherit style={{ whiteSpace: 'pre-wrap' }}>
      {text.length > longest ? `${text.slice(0, longest)}…` : text}
    </Text>
  );
};

/** Title, name or subject of a record; its provider's id when it has none. */
export const recordLabel = ({
  fields,
  remoteId,
  id,
}: {
  fields: Json;
  remoteId: string | null;
  id: string;
}): string =>
  ['title', 'displayName', 'name', 'subject', 'text']
    .map(key => fields[key])
    .find((value): value is string => typeof value === 'string' && value !== '')
    ?.slice(0, 120) ??
  remoteId ??
  id;
