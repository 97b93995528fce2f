import { z } from 'zod';
import type { RemoteUpsert } from '#provider-sdk';
import { employee as model, type EmployeeFields } from '#unified-models';
import type { Employee } from '../bamboohr.types.js';
import { payloadOf, versionOf } from './payload.js';

/** Longer than the model takes is cut; BambooHR's own limits are far below. */
const textOf = (value: unknown, longest: number): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' ? null : text.slice(0, longest);
};

/** An absent date is `0000-00-00`. */
const dateOf = (value: unknown): string | null => {
  const text = typeof value === 'string' ? value.slice(0, 10) : '';
  return z.iso.date().safeParse(text).success ? text : null;
};

const addressOf = (from: Employee): EmployeeFields['homeAddress'] => {
  const lines = ['address1', 'address2'].flatMap(name => textOf(from[name], 490) ?? []);
  const address = {
    street: lines.length === 0 ? null : lines.join('\n'),
    city: textOf(from['city'], 500),
    region: textOf(from['state'], 500),
    postalCode: textOf(from['zipcode'], 50),
    country: textOf(from['country'], 200),
  };
  return Object.values(address).every(part => part === null) ? null : address;
};

const managerOf = (from: Employee): EmployeeFields['manager'] => {
  const id = textOf(from['reportsToId'], 500);
  return id === null ? null : { id, name: textOf(from['reportsToName'], 500), email: null };
};

const nameOf = (from: Employee): string =>
  [textOf(from['preferredName'], 500) ?? textOf(from['firstName'], 500), textOf(from['lastName'], 499)]
    .filter(part => part !== null)
    .join(' ');

/** Whatever may not be seen is simply absent, and reads as empty. */
const workOf = (from: Employee) => ({
  displayName: nameOf(from),
  givenName: textOf(from['firstName'], 500),
  familyName: textOf(from['lastName'], 500),
  preferredName: textOf(from['preferredName'], 500),
  employeeNumber: textOf(from['employeeNumber'], 200),
  status: from['status'] === 'Inactive' ? ('inactive' as const) : ('active' as const),
  workEmail: textOf(from['workEmail'], 320),
  workPhone: textOf(from['workPhone'], 100),
  mobilePhone: textOf(from['mobilePhone'], 100),
  jobTitle: textOf(from['jobTitle'], 1_000),
  department: textOf(from['department'], 1_000),
  division: textOf(from['division'], 1_000),
  location: textOf(from['location'], 1_000),
  manager: managerOf(from),
  hireDate: dateOf(from['hireDate']),
  terminationDate: dateOf(from['terminationDate']),
  photoUrl: textOf(from['photoUrl'], 10_000),
});

const privateOf = (from: Employee) => ({
  birthday: dateOf(from['dateOfBirth']),
  gender: textOf(from['gender'], 200),
  maritalStatus: textOf(from['maritalStatus'], 200),
  nationality: textOf(from['nationality'], 200),
  personalEmail: textOf(from['homeEmail'], 320),
  personalPhone: textOf(from['homePhone'], 100),
  homeAddress: addressOf(from),
  nationalId: textOf(from['ssn'], 200),
  payRate: textOf(from['payRate'], 200),
});

export const readEmployee = (id: string, from: Employee, withheld: readonly string[]): RemoteUpsert => {
  const data = payloadOf(from, withheld);
  const asked = JSON.parse(data) as Employee;
  const fields: EmployeeFields = { ...model.defaults, ...workOf(asked), ...privateOf(asked) };
  return { kind: 'upsert', remoteId: id, version: versionOf(data), fields, data, modifiedAt: null };
};
