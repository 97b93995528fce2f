import type { EmployeeFields } from '#unified-models';

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<EmployeeFields> => ({
  displayName: `José ${seed} O’Brien`,
  givenName: seed % 3 === 0 ? null : `José ${seed}`,
  familyName: seed % 4 === 0 ? null : 'O’Brien',
  workEmail: seed % 5 === 0 ? null : `p${seed}@example.com`,
  jobTitle: seed % 2 === 0 ? null : `Engineer <${seed}>`,
  department: `Department ${seed % 7}`,
  status: seed % 4 === 1 ? 'inactive' : 'active',
});
