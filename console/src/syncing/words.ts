import type { Schemas } from '../../../src/client/index.js';

export type Sync = Schemas['Sync'];
export type Run = Schemas['SyncRun'];
export type Direction = Sync['direction'];
export type Policy = Sync['policy'];
export type ModelName = NonNullable<Schemas['CreateSyncInput']['model']>;

const models: Readonly<Record<string, readonly [one: string, many: string]>> = {
  calendar_event: ['event', 'events'],
  contact: ['contact', 'contacts'],
  employee: ['employee', 'employees'],
  file: ['file', 'files'],
  message: ['message', 'messages'],
  task: ['task', 'tasks'],
};

export const manyOf = (model: string): string => models[model]?.[1] ?? 'records';

const number = new Intl.NumberFormat();

export const figure = (value: number): string => number.format(value);

/** `1 event`, `4,200 events`. */
export const countOf = (count: number, model: string): string =>
  `${figure(count)} ${count === 1 ? (models[model]?.[0] ?? 'record') : manyOf(model)}`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly description: string;
}

export const directions: readonly Choice<Direction>[] = [
  { value: 'two_way', label: 'Both ways', description: 'What changes on either side goes to the other.' },
  {
    value: 'pull',
    label: 'Only read',
    description: 'The hub reads from the account and never writes to it.',
  },
  {
    value: 'push',
    label: 'Only write',
    description: 'The hub writes to the account and takes nothing from it.',
  },
];

export const policies: readonly Choice<Policy>[] = [
  {
    value: 'manual',
    label: 'A person decides',
    description: 'Both sides keep theirs until somebody decides.',
  },
  { value: 'source', label: 'The account wins', description: 'What the account says is taken over.' },
  { value: 'latest', label: 'The later edit wins', description: 'Without a known time, the account wins.' },
  {
    value: 'merge',
    label: 'Join both',
    description:
      'Lists and texts are joined as far as they do not overlap; for the rest the later edit wins.',
  },
];

export const labelOf = <T extends string>(choices: readonly Choice<T>[], value: T): string =>
  choices.find(choice => choice.value === value)?.label ?? value;

export const triggers: Readonly<Record<Run['trigger'], string>> = {
  manual: 'by hand',
  schedule: 'on schedule',
  webhook: 'because the provider told of a change',
  change: 'because something changed here',
};

export const kinds: Readonly<Record<Run['kind'], string>> = {
  full: 'Compares everything',
  incremental: 'Asks only what changed',
};

export const phases: Readonly<Record<Run['phase'], string>> = {
  pull: 'Reading from the account',
  absent: 'Looking for what is gone from the account',
  apply: 'Deleting here what is gone there',
  push: 'Writing to the account',
  done: 'Finished',
};

const steps = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** `2 minutes`, `3 hours`; below a minute in seconds. */
export const durationOf = (seconds: number): string => {
  const step = steps.find(([size]) => seconds >= size);
  if (step === undefined) return plural(Math.round(seconds * 10) / 10, 'second');
  const [size, unit] = step;
  return plural(Math.round((seconds / size) * 10) / 10, unit);
};

/** `costCenter` as people read it: `Cost center`. Custom fields keep the name their owner gave them. */
export const fieldWords = (field: string): string => {
  if (field.startsWith('custom.')) return field;
  const text = field.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
