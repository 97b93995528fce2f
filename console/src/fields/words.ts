import { fullTime } from '../ui/index.js';
import { isRecurrence, recurrenceWords } from './recurrence.js';
import { dayWords, eventTimeWords, isEventTime } from './times.js';

export type Fields = Readonly<Record<string, unknown>>;

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const date = /^\d{4}-\d\d-\d\d$/;
const numbers = new Intl.NumberFormat();

export const isEmptyValue = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  transparency: { busy: 'Busy', free: 'Free' },
};
const worded = new Set(['status', 'priority', 'visibility', 'kind', 'response', 'role', 'transparency']);

const choiceWords = (value: string, field: string): string => {
  const words = value.replaceAll('_', ' ');
  return choices[field]?.[value] ?? words.charAt(0).toUpperCase() + words.slice(1);
};

const textWords = (value: string, field: string): string => {
  if (instant.test(value)) return fullTime(value);
  if (date.test(value)) return dayWords(value);
  return worded.has(field) ? choiceWords(value, field) : value;
};

const sizes = ['bytes', 'kB', 'MB', 'GB', 'TB'];
export const sizeWords = (bytes: number): string => {
  const step = Math.min(sizes.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1_000 ** step;
  return `${numbers.format(Math.round(amount * 10) / 10)} ${sizes[step] ?? ''}`;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** People, addresses, reminders, comments: what has a familiar form is said in it, the rest as names and values. */
const objectWords = (value: Fields, field: string): string => {
  if (isEventTime(value)) return eventTimeWords(value, field === 'end');
  if (isRecurrence(value)) return recurrenceWords(value);
  if ('minutesBefore' in value)
    return `${String(value['minutesBefore'])} minutes before (${text(value['method'])})`;
  if ('author' in value && 'text' in value) {
    return `${valueWords(value['author'], 'author')}: ${text(value['text'])}`;
  }
  const person = personWords(value);
  if (person !== null) return person;
  if (typeof value['value'] === 'string') {
    return isEmptyValue(value['label']) ? value['value'] : `${value['value']} (${text(value['label'])})`;
  }
  return Object.entries(value)
    .filter(([, part]) => !isEmptyValue(part))
    .map(([name, part]) => `${name}: ${valueWords(part, name)}`)
    .join(', ');
};

const personWords = (value: Fields): string | null => {
  const isPerson = 'name' in value && ('email' in value || 'id' in value);
  if (!isPerson || 'mimeType' in value) return null;
  const [name, email] = [text(value['name']), text(value['email'])];
  const who = name && email ? `${name} <${email}>` : name || email || text(value['id']);
  const response = text(value['response']);
  return response ? `${who}, ${choiceWords(response, 'response').toLowerCase()}` : who;
};

/** A value of a record as people read it; several lines when it has several parts. Empty text when there is none. */
export const valueWords = (value: unknown, field: string): string => {
  if (isEmptyValue(value)) return '';
  if (typeof value === 'string') return textWords(value, field);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return field === 'size' ? sizeWords(value) : numbers.format(value);
  if (Array.isArray(value)) return value.map(part => valueWords(part, field)).join('\n');
  return objectWords(value as Fields, field);
};
