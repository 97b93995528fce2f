import type { Fields } from './words.js';

const models: Readonly<Record<string, string>> = {
  calendar_event: 'Event',
  contact: 'Contact',
  employee: 'Employee',
  file: 'File',
  message: 'Message',
  task: 'Task',
};

/** `calendar_event` is an Event to people. */
export const modelName = (model: string): string => models[model] ?? sentence(model);

export const modelOptions = Object.entries(models).map(([value, label]) => ({ value, label }));

const sentence = (text: string): string => {
  const words = text.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const special: Readonly<Record<string, string>> = {
  url: 'Link',
  uid: 'iCalendar UID',
  dueAt: 'Due at',
  custom: 'Own fields',
  parentId: 'Belongs to',
  mimeType: 'Type of content',
  contentHash: 'Fingerprint of the content',
  nationalId: 'National ID',
  transparency: 'Shown as',
};

/** `contentModifiedAt` → “Content modified at”. */
export const fieldName = (field: string): string =>
  special[field] ??
  sentence(field.replaceAll(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`));

const titles = ['title', 'displayName', 'name', 'subject', 'text'];
const longestTitle = 160;

/** What people would call the record. */
export const titleOf = (fields: Fields): string => {
  const found = titles
    .map(name => fields[name])
    .find(value => typeof value === 'string' && value.trim() !== '');
  if (typeof found !== 'string') return 'Without a title';
  const [line = ''] = found.trim().split('\n');
  return line.length > longestTitle ? `${line.slice(0, longestTitle)}…` : line;
};

const order = [
  'title',
  'displayName',
  'name',
  'subject',
  'start',
  'end',
  'due',
  'dueAt',
  'status',
  'description',
  'text',
];
const place = (field: string): number => {
  const index = order.indexOf(field);
  return index < 0 ? order.length : index;
};

/** The fields that say most come first; the rest keeps its order. */
export const byWeight = (names: readonly string[]): string[] => names.toSorted((a, b) => place(a) - place(b));
