import type { Field, SandboxObject, Value } from './words.js';

export type FormValues = Record<string, string | boolean>;

const hourMs = 3_600_000;

/** For a new object: the next full hour, so that a time need not be typed. */
const nextHour = (hours: number): string => {
  const start = Math.ceil(Date.now() / hourMs) * hourMs;
  return new Date(start + hours * hourMs).toISOString().replace('.000Z', 'Z');
};

const presetOf = (fields: readonly Field[], { name, type, choices, required }: Field): string | boolean => {
  if (type === 'flag') return false;
  if (!required) return '';
  const times = fields.filter(field => field.type === 'time' && field.required).map(field => field.name);
  if (type === 'time') return nextHour(1 + times.indexOf(name));
  return type === 'choice' ? (choices?.[0] ?? '') : '';
};

export const formValues = (fields: readonly Field[], object: SandboxObject | null): FormValues =>
  Object.fromEntries(
    fields.map(field => [
      field.name,
      object === null ? presetOf(fields, field) : (object.fields[field.name] ?? ''),
    ]),
  );

/** Only what was changed, so that an edit is one of those fields alone; emptied ones are null. */
export const asGiven = (
  fields: readonly Field[],
  values: FormValues,
  before: SandboxObject | null,
): Record<string, Value> => {
  const given = fields.map(
    ({ name }) => [name, values[name] === '' ? null : (values[name] ?? null)] as const,
  );
  return Object.fromEntries(
    given.filter(([name, value]) => value !== (before === null ? null : (before.fields[name] ?? null))),
  );
};
