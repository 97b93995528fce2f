/**
 * Every edit writes a mark that nobody wrote before, so a mark's fate is the fate of that edit. A mark is a number; it
 * stands in a text as `m12`, in a date as that many days after 2000-01-01, in a number beyond a thousand million.
 */
const day = 86_400_000;
const epoch = Date.UTC(2000, 0, 1);
const ends = 30_000;
const numbers = 1_000_000_000;

export const markText = (mark: number): string => `m${mark}`;
export const markNumber = (mark: number): number => numbers + mark;
export const markDate = (mark: number): string => new Date(epoch + mark * day).toISOString().slice(0, 10);
/** A date after every `markDate`: an end never comes before its start. */
export const markEnd = (mark: number): string => markDate(mark + ends);

const written = /m\d+|2\d{3}-\d\d-\d\d|1\d{9}/g;

const read = (found: string): string => {
  if (found.startsWith('m')) return found;
  if (!found.includes('-')) return markText(Number(found) - numbers);
  return markText(Math.round((Date.parse(found) - epoch) / day) % ends);
};

const readBefore = new Map<string, string>();
const readOnce = (found: string): string => {
  const known = readBefore.get(found) ?? read(found);
  readBefore.set(found, known);
  return known;
};

/** The marks in a value. */
export const marksIn = (value: unknown): string[] =>
  JSON.stringify(value ?? '')
    .toLowerCase()
    .match(written)
    ?.map(readOnce) ?? [];
