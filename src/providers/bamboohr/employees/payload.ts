import { createHash } from 'node:crypto';
import type { Employee } from '../bamboohr.types.js';
import { askedFor, namesOnlyFor } from './names.js';

const sorted = (employee: Employee, names: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(
      [...names]
        .sort()
        .filter(name => Object.hasOwn(employee, name))
        .map(name => [name, employee[name]]),
    ),
  );

/** What is kept of an answer: the fields that were asked for, whatever else came along. */
export const payloadOf = (employee: Employee, withheld: readonly string[]): string =>
  sorted(employee, ['id', ...askedFor(withheld)]);

/** BambooHR has no version of an employee; the content is one. */
export const versionOf = (payload: string): string =>
  createHash('sha256').update(payload).digest('base64url').slice(0, 27);

export const withoutFields = (data: string, fields: readonly string[]): string => {
  const employee = JSON.parse(data) as Employee;
  const gone = namesOnlyFor(fields);
  return sorted(
    employee,
    Object.keys(employee).filter(name => !gone.has(name)),
  );
};
