import type { MessageFields } from '#unified-models';

/** Fields that the vendor returns as they were pushed; neighbours differ in each. */
export const sample = (seed: number): Partial<MessageFields> => ({
  text: `Größe ${seed} <b>“quoted”</b>\n\nline ${seed}`,
  subject: seed % 3 === 0 ? null : `Subject ${seed}`,
});
