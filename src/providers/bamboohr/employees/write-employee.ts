import { isDeepStrictEqual } from 'node:util';
import { ProviderError } from '#kernel';
import { employee as model, type EmployeeFields } from '#unified-models';
import { namesOf, readOnly } from './names.js';

/** Empty is how BambooHR is told that there is nothing: its description takes no null for a text. */
type Body = Readonly<Record<string, string>>;

const addressBody = (address: EmployeeFields['homeAddress']): Body => {
  const [first = '', ...more] = address?.street?.split('\n') ?? [];
  return {
    address1: first,
    address2: more.join(', '),
    city: address?.city ?? '',
    state: address?.region ?? '',
    zipcode: address?.postalCode ?? '',
    country: address?.country ?? '',
  };
};

const bodyOf = (fields: EmployeeFields, field: string): Body => {
  // It follows from the other names.
  if (field === 'displayName') return {};
  if (field === 'homeAddress') return addressBody(fields.homeAddress);
  if (field === 'status') return { status: fields.status === 'inactive' ? 'Inactive' : 'Active' };
  const [name] = namesOf[field as keyof typeof namesOf] ?? [];
  const value = fields[field as keyof EmployeeFields];
  return name === undefined ? {} : { [name]: typeof value === 'string' ? value : '' };
};

/** BambooHR's members for the changed fields; one that it lets nobody write is refused rather than dropped. */
export const writeEmployee = (fields: EmployeeFields, changed: readonly string[]): Body => {
  const fixed = changed.find(field => readOnly.has(field));
  if (fixed !== undefined)
    throw new ProviderError('permanent', `BambooHR does not let ${fixed} be written. Change it there.`);
  return Object.assign({}, ...changed.map(field => bodyOf(fields, field))) as Body;
};

/** A new employee says only what there is to say. */
export const newEmployee = (fields: EmployeeFields, changed: readonly string[]): Body => {
  const defaults: Readonly<Record<string, unknown>> = model.defaults;
  const said = changed.filter(
    field => !isDeepStrictEqual(fields[field as keyof EmployeeFields], defaults[field]),
  );
  const body = writeEmployee(fields, said);
  if (!body['firstName'] || !body['lastName'])
    throw new ProviderError('permanent', 'BambooHR wants a given name and a family name of everybody.');
  return body;
};
