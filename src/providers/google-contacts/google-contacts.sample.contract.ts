import type { ContactFields } from '#unified-models';

const given = ['Ada', 'Jürgen', 'María José', '明', 'O’Brien'] as const;
const family = ['Byron', 'Müller-Lüdenscheidt', 'de la Cruz', '王', 'Smith & Sons'] as const;
const titles = ['Engineer', null, 'Größe <Chef>', 'VP, People'] as const;
const companies = ['Analytical Engines', '株式会社', null] as const;
const birthdays = ['1815-12-10', '--02-29', null, '0987-01-31'] as const;
const labels = ['Band', 'Client – A', 'Ëxtra', 'family & friends'] as const;

const of = <T>(members: readonly T[], index: number): T => members[index % members.length] as T;

/** Fields that Google keeps; the strides make neighbours differ in most of them. The photo is Google's to say. */
export const sampleContact = (seed: number): Partial<ContactFields> => {
  const [givenName, familyName] = [of(given, seed), `${of(family, seed * 3)}${seed}`];
  const email = (index: number) => ({
    value: `guest${index}@example.com`,
    label: of(['work', 'home', null, 'Côte d’Azur'], seed + index),
  });
  const phone = (index: number) => ({
    value: `+4930123${index}`,
    label: of(['mobile', null, 'workFax'], seed + index),
  });
  return {
    ...{ displayName: `${givenName} ${familyName}`, givenName, familyName },
    nickname: seed % 2 === 0 ? null : `Nick ${seed}`,
    emails: Array.from({ length: seed % 4 }, (_, index) => email(index)),
    phones: Array.from({ length: (seed + 1) % 3 }, (_, index) => phone(index)),
    company: of(companies, seed),
    jobTitle: of(titles, seed),
    birthday: of(birthdays, seed),
    notes: seed % 3 === 0 ? null : `Line one\nLine two of ${seed} 🎉`,
    groups: labels.slice(0, seed % labels.length),
  };
};
