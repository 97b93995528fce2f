import type { FileFields } from '#unified-models';

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<FileFields> => ({
  name: `Größe ${seed} “final”.txt`,
  kind: 'folder',
  parentId: seed % 3 === 0 ? null : `folder-${seed}`,
  trashed: seed % 5 === 0,
});
