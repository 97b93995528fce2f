import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '#unified-models';
import { type GraphPattern, type GraphRange, graphIndexes, type GraphRecurrence } from '../graph.types.js';
import { lateDays, shortDay, sortedDays } from './rule-parts.js';

/** Graph's pattern and range as the value of an RRULE. `start` is the start of the series. */
export const ruleOf = ({ pattern, range }: GraphRecurrence, start: EventTime): string =>
  [...frequency(pattern), ...ending(range, start)].join(';');

const frequency = (pattern: GraphPattern): string[] => {
  const interval = pattern.interval > 1 ? [`INTERVAL=${pattern.interval}`] : [];
  switch (pattern.type) {
    case 'daily':
      return ['FREQ=DAILY', ...interval];
    case 'weekly':
      return ['FREQ=WEEKLY', ...interval, `BYDAY=${dayList(pattern)}`, ...weekStart(pattern)];
    case 'absoluteMonthly':
      return ['FREQ=MONTHLY', ...interval, monthDay(pattern)];
    case 'relativeMonthly':
      return ['FREQ=MONTHLY', ...interval, weekdayIn(pattern)];
    case 'absoluteYearly':
      return ['FREQ=YEARLY', ...interval, `BYMONTH=${month(pattern)}`, yearlyDay(pattern)];
    case 'relativeYearly':
      return ['FREQ=YEARLY', ...interval, `BYMONTH=${month(pattern)}`, weekdayIn(pattern)];
  }
};

const month = ({ month: value = 1 }: GraphPattern): number => value;

/** In February the 29th is the last day, whichever that is; all other months always have theirs. */
const yearlyDay = (pattern: GraphPattern): string => {
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year: 2028, month: month(pattern) });
  const day = Math.min(pattern.dayOfMonth ?? 1, daysInMonth);
  return `BYMONTHDAY=${day === 29 && month(pattern) === 2 ? -1 : day}`;
};

const dayList = ({ daysOfWeek = [] }: GraphPattern): string => sortedDays(daysOfWeek).map(shortDay).join();

/** Matters only when weeks are left out; RFC 5545's default is Monday, Graph's Sunday. */
const weekStart = ({ interval, firstDayOfWeek = 'sunday' }: GraphPattern): string[] =>
  interval > 1 && firstDayOfWeek !== 'monday' ? [`WKST=${shortDay(firstDayOfWeek)}`] : [];

const monthDay = ({ dayOfMonth = 1 }: GraphPattern): string =>
  lateDays.get(dayOfMonth) ?? `BYMONTHDAY=${dayOfMonth}`;

const weekdayIn = (pattern: GraphPattern): string => {
  const { index = 'first', daysOfWeek = [] } = pattern;
  const position = index === 'last' ? -1 : graphIndexes.indexOf(index) + 1;
  return daysOfWeek.length === 1
    ? `BYDAY=${position}${dayList(pattern)}`
    : `BYDAY=${dayList(pattern)};BYSETPOS=${position}`;
};

/** UNTIL names the last start that is possible, in UTC where the series has a time (RFC 5545 §3.3.10). */
const ending = (range: GraphRange, start: EventTime): string[] => {
  if (range.type === 'numbered') return [`COUNT=${range.numberOfOccurrences ?? 1}`];
  if (range.type === 'noEnd' || !range.endDate) return [];
  if (start.kind === 'date') return [`UNTIL=${range.endDate.replaceAll('-', '')}`];
  const last = Temporal.PlainDate.from(range.endDate).toZonedDateTime({
    timeZone: start.zone ?? 'UTC',
    plainTime: Temporal.PlainDateTime.from(start.local).toPlainTime(),
  });
  return [`UNTIL=${last.toInstant().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`];
};
