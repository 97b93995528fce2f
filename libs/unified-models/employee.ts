import { z } from 'zod';
import { defineModel } from './model.js';
import { Person } from './people.js';

export const EmployeeAddress = z
  .strictObject({
    street: z.string().max(1_000).nullable(),
    city: z.string().max(500).nullable(),
    region: z.string().max(500).nullable(),
    postalCode: z.string().max(50).nullable(),
    country: z.string().max(200).nullable(),
  })
  .meta({ id: 'EmployeeAddress' });
export type EmployeeAddress = z.infer<typeof EmployeeAddress>;

/** Somebody who works or worked for the organization. */
export const EmployeeFields = z
  .strictObject({
    displayName: z.string().max(1_000),
    givenName: z.string().max(500).nullable(),
    familyName: z.string().max(500).nullable(),
    preferredName: z.string().max(500).nullable(),
    employeeNumber: z.string().max(200).nullable(),
    status: z.enum(['active', 'inactive']),
    workEmail: z.string().max(320).nullable(),
    workPhone: z.string().max(100).nullable(),
    mobilePhone: z.string().max(100).nullable(),
    jobTitle: z.string().max(1_000).nullable(),
    department: z.string().max(1_000).nullable(),
    division: z.string().max(1_000).nullable(),
    location: z.string().max(1_000).nullable(),
    manager: Person.nullable(),
    hireDate: z.iso.date().nullable(),
    terminationDate: z.iso.date().nullable(),
    photoUrl: z.string().max(10_000).nullable(),
    timeZone: z.string().max(100).nullable(),
    birthday: z.iso.date().nullable().describe('Sensitive'),
    gender: z.string().max(200).nullable().describe('Sensitive'),
    maritalStatus: z.string().max(200).nullable().describe('Sensitive'),
    nationality: z.string().max(200).nullable().describe('Sensitive'),
    personalEmail: z.string().max(320).nullable().describe('Sensitive'),
    personalPhone: z.string().max(100).nullable().describe('Sensitive'),
    homeAddress: EmployeeAddress.nullable().describe('Sensitive'),
    nationalId: z.string().max(200).nullable().describe('Sensitive: social security number or the like'),
    payRate: z
      .string()
      .max(200)
      .nullable()
      .describe('Sensitive: amount and currency, as the provider has it'),
  })
  .meta({ id: 'Employee', description: 'Somebody who works or worked for the organization' });
export type EmployeeFields = z.infer<typeof EmployeeFields>;

/** Kept only under a consent of their own (purpose `employee_sensitive`). */
export const sensitiveEmployeeFields = [
  'birthday',
  'gender',
  'maritalStatus',
  'nationality',
  'personalEmail',
  'personalPhone',
  'homeAddress',
  'nationalId',
  'payRate',
] as const satisfies readonly (keyof EmployeeFields)[];

export const employee = defineModel({
  name: 'employee',
  schema: EmployeeFields,
  defaults: {
    givenName: null,
    familyName: null,
    preferredName: null,
    employeeNumber: null,
    status: 'active',
    workEmail: null,
    workPhone: null,
    mobilePhone: null,
    jobTitle: null,
    department: null,
    division: null,
    location: null,
    manager: null,
    hireDate: null,
    terminationDate: null,
    photoUrl: null,
    timeZone: null,
    birthday: null,
    gender: null,
    maritalStatus: null,
    nationality: null,
    personalEmail: null,
    personalPhone: null,
    homeAddress: null,
    nationalId: null,
    payRate: null,
  },
  merge: {},
  immutable: ['photoUrl'],
});
