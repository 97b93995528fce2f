import type { TaskFields } from '#unified-models';

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<TaskFields> => ({
  title: `Größe ${seed} <b>“quoted”</b>`,
  description: seed % 3 === 0 ? null : `Line one\n\n- line ${seed}`,
  status: seed % 2 === 0 ? 'done' : 'open',
  due: seed % 4 === 0 ? null : `2027-03-${String(1 + (seed % 28)).padStart(2, '0')}`,
  labels: seed % 5 === 0 ? [] : ['home', `label ${seed}`],
});
