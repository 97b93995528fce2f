import type { EmployeeFields } from '#unified-models';

const given = ['Ada', 'Jürgen', 'María José', '明', 'O’Brien'] as const;
const family = ['Byron', 'Müller-Lüdenscheidt', 'de la Cruz', '王', 'Smith & Sons'] as const;
const titles = ['Engineer', null, 'Größe <Chef>', 'VP, People'] as const;
const cities = ['Lindon', 'Köln', '東京'] as const;

const of = <T>(members: readonly T[], index: number): T => members[index % members.length] as T;

/** Fields that BambooHR keeps; the strides make neighbours differ in most of them. */
export const sampleEmployee = (seed: number): Partial<EmployeeFields> => {
  const [givenName, familyName] = [of(given, seed), `${of(family, seed * 3)} ${seed}`];
  const preferredName = seed % 2 === 0 ? null : `Nick ${seed}`;
  return {
    displayName: `${preferredName ?? givenName} ${familyName}`,
    ...{ givenName, familyName, preferredName },
    employeeNumber: String(1000 + seed),
    status: seed % 4 === 3 ? 'inactive' : 'active',
    workEmail: seed % 5 === 0 ? null : `p${seed}@example.com`,
    jobTitle: of(titles, seed),
    department: seed % 3 === 0 ? null : `Department ${seed % 7}`,
    hireDate: `2020-0${1 + (seed % 9)}-15`,
    birthday: seed % 2 === 0 ? null : `19${70 + (seed % 30)}-12-31`,
    nationalId: seed % 3 === 0 ? `000-00-${1000 + seed}` : null,
    homeAddress:
      seed % 2 === 0
        ? null
        : {
            street: `Street ${seed}`,
            city: of(cities, seed),
            region: null,
            postalCode: '04318',
            country: null,
          },
  };
};
