import { HubError, type FieldProblem } from '#kernel';
import type { SandboxField, SandboxFields, SandboxValue } from '#provider-sdk/simulator';

const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

const fits: Readonly<Record<SandboxField['type'], (value: SandboxValue, field: SandboxField) => boolean>> = {
  text: value => typeof value === 'string',
  long_text: value => typeof value === 'string',
  email: value => typeof value === 'string' && /^\S+@\S+$/.test(value),
  time: value => typeof value === 'string' && (day.test(value) || instant.test(value)) && isTime(value),
  date: value => typeof value === 'string' && day.test(value) && isTime(value),
  flag: value => typeof value === 'boolean',
  choice: (value, { choices = [] }) => typeof value === 'string' && choices.includes(value),
};

const wanted: Readonly<Record<SandboxField['type'], string>> = {
  text: 'a text',
  long_text: 'a text',
  email: 'an e-mail address',
  time: 'an instant such as 2027-05-04T09:00:00Z, or a date',
  date: 'a date such as 2027-05-04',
  flag: 'true or false',
  choice: 'one of the choices',
};

const problemOf = (
  field: SandboxField,
  value: SandboxValue | undefined,
  isNew: boolean,
): string | undefined => {
  if (value === undefined) return isNew && field.required ? 'is needed' : undefined;
  if (value === null || value === '') return field.required ? 'cannot be emptied' : undefined;
  return fits[field.type](value, field) ? undefined : `expected ${wanted[field.type]}`;
};

/** The two ends of an event are both days or both moments, in their order. */
const orderProblem = (given: SandboxFields): string | undefined => {
  const { start, end } = given;
  if (typeof start !== 'string' || typeof end !== 'string') return undefined;
  if (day.test(start) !== day.test(end)) return 'start and end are both days, or both moments';
  return Date.parse(end) <= Date.parse(start) ? 'is not after the start' : undefined;
};

/** What a person typed, checked by what the container says of its fields. `before` is what an edit is laid over. */
export const checkFields = (
  fields: readonly SandboxField[],
  given: SandboxFields,
  before: SandboxFields | undefined,
): void => {
  const problems: FieldProblem[] = Object.keys(given)
    .filter(name => !fields.some(field => field.name === name))
    .map(name => ({ path: `fields.${name}`, detail: 'there is no such field here' }));
  for (const field of fields) {
    const detail = problemOf(field, given[field.name], before === undefined);
    if (detail) problems.push({ path: `fields.${field.name}`, detail });
  }
  const order = problems.length === 0 ? orderProblem({ ...before, ...given }) : undefined;
  if (order) problems.push({ path: 'fields.end', detail: order });
  if (problems.length === 0) return;
  const text = problems.map(({ path, detail }) => `${path}: ${detail}`).join('; ');
  throw new HubError('validation_failed', 422, text, { fields: problems });
};
