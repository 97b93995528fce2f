/**
 * Which of BambooHR's fields each unified field is read from.
 * https://documentation.bamboohr.com/docs/list-of-field-names
 */
export const namesOf = {
  displayName: ['firstName', 'lastName', 'preferredName'],
  givenName: ['firstName'],
  familyName: ['lastName'],
  preferredName: ['preferredName'],
  employeeNumber: ['employeeNumber'],
  status: ['status'],
  workEmail: ['workEmail'],
  workPhone: ['workPhone'],
  mobilePhone: ['mobilePhone'],
  jobTitle: ['jobTitle'],
  department: ['department'],
  division: ['division'],
  location: ['location'],
  manager: ['reportsToId', 'reportsToName'],
  hireDate: ['hireDate'],
  terminationDate: ['terminationDate'],
  photoUrl: ['photoUrl'],
  birthday: ['dateOfBirth'],
  gender: ['gender'],
  maritalStatus: ['maritalStatus'],
  nationality: ['nationality'],
  personalEmail: ['homeEmail'],
  personalPhone: ['homePhone'],
  homeAddress: ['address1', 'address2', 'city', 'state', 'zipcode', 'country'],
  nationalId: ['ssn'],
  payRate: ['payRate'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const entries = Object.entries(namesOf) as readonly (readonly [string, readonly string[]])[];

/** What to ask BambooHR for; what only withheld fields need is not named. */
export const askedFor = (withheld: readonly string[]): string[] => [
  ...new Set(entries.flatMap(([field, names]) => (withheld.includes(field) ? [] : names))),
];

/** What is read for these fields alone. */
export const namesOnlyFor = (fields: readonly string[]): Set<string> => {
  const others = new Set(askedFor(fields));
  const own = entries.flatMap(([field, names]) => (fields.includes(field) ? names : []));
  return new Set(own.filter(name => !others.has(name)));
};

/** Fields that BambooHR lets nobody write this way. */
export const readOnly: ReadonlySet<string> = new Set(['manager', 'terminationDate', 'timeZone', 'photoUrl']);
