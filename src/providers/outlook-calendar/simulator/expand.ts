import { graphDays, graphIndexes, type GraphPattern, type GraphRecurrence } from '../graph.types.js';

const dayMs = 86_400_000;
const mostDays = 366 * 31;
const mostOccurrences = 800;
const farthestYears = 12;

const daysIn = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
const monthOf = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();
const dayOf = (date: Date) => graphDays[date.getUTCDay()] ?? 'sunday';

const weekOf = (date: Date, { firstDayOfWeek = 'sunday' }: GraphPattern): number => {
  const back = (date.getUTCDay() - graphDays.indexOf(firstDayOfWeek) + 7) % 7;
  // 1969-12-28 was a Sunday; whole weeks are counted from the first day of each.
  return Math.floor((date.getTime() / dayMs - back + 4 - graphDays.indexOf(firstDayOfWeek)) / 7);
};

/** Outlook puts a day that a month lacks on the month's last. */
const isDay = (date: Date, { dayOfMonth = 1 }: GraphPattern): boolean =>
  date.getUTCDate() === Math.min(dayOfMonth, daysIn(date));

const isIndexed = (date: Date, { index = 'first', daysOfWeek = [] }: GraphPattern): boolean => {
  if (!daysOfWeek.includes(dayOf(date))) return false;
  const fitting = Array.from({ length: daysIn(date) }, (_, day) => day + 1).filter(day =>
    daysOfWeek.includes(dayOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)))),
  );
  const found = index === 'last' ? fitting.at(-1) : fitting[graphIndexes.indexOf(index)];
  return found === date.getUTCDate();
};

const fits = (date: Date, first: Date, pattern: GraphPattern): boolean => {
  const { type, interval, month, daysOfWeek = [] } = pattern;
  const inYear = (): boolean =>
    date.getUTCMonth() + 1 === month && (date.getUTCFullYear() - first.getUTCFullYear()) % interval === 0;
  const inMonth = (): boolean => (monthOf(date) - monthOf(first)) % interval === 0;
  switch (type) {
    case 'daily':
      return ((date.getTime() - first.getTime()) / dayMs) % interval === 0;
    case 'weekly':
      return (
        daysOfWeek.includes(dayOf(date)) && (weekOf(date, pattern) - weekOf(first, pattern)) % interval === 0
      );
    case 'absoluteMonthly':
      return isDay(date, pattern) && inMonth();
    case 'relativeMonthly':
      return inMonth() && isIndexed(date, pattern);
    case 'absoluteYearly':
      return isDay(date, pattern) && inYear();
    case 'relativeYearly':
      return inYear() && isIndexed(date, pattern);
  }
};

/** The dates of a series, day by day: plain, and not how the mapping does it. */
export const datesOf = ({ pattern, range }: GraphRecurrence, limit = mostOccurrences): string[] => {
  const first = new Date(`${range.startDate}T00:00:00Z`);
  const count = range.type === 'numbered' ? (range.numberOfOccurrences ?? 1) : limit;
  const most = Math.min(mostDays, farthestYears * pattern.interval * 366);
  const dates: string[] = [];
  for (let step = 0; step < most && dates.length < Math.min(count, limit); step += 1) {
    const date = new Date(first.getTime() + step * dayMs);
    const text = date.toISOString().slice(0, 10);
    if (range.type === 'endDate' && text > (range.endDate ?? '')) break;
    if (fits(date, first, pattern)) dates.push(text);
  }
  return dates;
};
