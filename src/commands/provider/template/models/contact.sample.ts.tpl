import type { ContactFields } from '#unified-models';

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<ContactFields> => ({
  displayName: `José ${seed} O’Brien`,
  givenName: seed % 3 === 0 ? null : `José ${seed}`,
  familyName: seed % 4 === 0 ? null : 'O’Brien',
  emails: seed % 5 === 0 ? [] : [{ value: `p${seed}@example.com`, label: seed % 2 === 0 ? 'work' : null }],
  company: seed % 2 === 0 ? null : `Smith & Sons ${seed}`,
  notes: seed % 3 === 1 ? null : `Line one\nline ${seed}`,
});
