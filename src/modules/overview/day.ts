import { invalid } from '#kernel';

const dayMs = 86_400_000;
const longestDays = 31;

/** The instant from which "today" is counted. */
export const startOf = (asked: string | undefined, now: Date): Date => {
  if (asked === undefined) return new Date(Math.floor(now.getTime() / dayMs) * dayMs);
  const since = new Date(asked);
  const age = now.getTime() - since.getTime();
  if (age >= 0 && age <= longestDays * dayMs) return since;
  throw invalid('since', `expected a time of the last ${longestDays} days`);
};

/**
 * The least id that something born at that time can have. Ids begin with the milliseconds of their birth, so the rows of
 * a day are one range of the index of ids: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export const firstIdAt = (time: Date): string => {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
