import type { Rule } from './rule.js';

export const dayMs = 86_400_000;

/** A day of the Gregorian calendar, told by its number since 1970-01-01. */
export interface Day {
  readonly number: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly daysInMonth: number;
  readonly dayOfYear: number;
  readonly daysInYear: number;
}

/** Not by `Date.UTC` with small years alone: it reads 0 to 99 as 1900 to 1999. */
export const dayNumber = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / dayMs;
};

/** Series of one calendar ask for the same few days again and again. */
const kept = new Map<number, Day>();
const mostKept = 5_000;

export const dayAt = (number: number): Day => {
  const known = kept.get(number);
  if (known) return known;
  if (kept.size >= mostKept) kept.clear();
  const day = makeDay(number);
  kept.set(number, day);
  return day;
};

const makeDay = (number: number): Day => {
  const date = new Date(number * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  const [newYear, nextYear] = [dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)];
  return {
    number,
    year,
    month,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    daysInMonth: dayNumber(year, month + 1, 1) - dayNumber(year, month, 1),
    dayOfYear: number - newYear + 1,
    daysInYear: nextYear - newYear,
  };
};

export const weekBegin = (number: number, weekStart: number): number =>
  number - ((dayAt(number).weekday - weekStart + 7) % 7);

/** Week 1 is the first with at least four days of the year. */
const firstWeekOf = (year: number, weekStart: number): number => weekBegin(dayNumber(year, 1, 4), weekStart);

const isInWeek = (day: Day, { byWeekNo, weekStart }: Rule): boolean => {
  const begin = weekBegin(day.number, weekStart);
  // The year that most days of the week belong to.
  const { year } = dayAt(begin + 3);
  const first = firstWeekOf(year, weekStart);
  const weeks = (firstWeekOf(year + 1, weekStart) - first) / 7;
  const week = (begin - first) / 7 + 1;
  return byWeekNo.includes(week) || byWeekNo.includes(week - weeks - 1);
};

const counted = (list: readonly number[], place: number, length: number): boolean =>
  list.includes(place) || list.includes(place - length - 1);

const nthOf = (place: number, length: number) => ({
  fromStart: Math.ceil(place / 7),
  fromEnd: -Math.ceil((length - place + 1) / 7),
});

const isByDay = (day: Day, { frequency, byDay, byMonth }: Rule): boolean => {
  const inYear = frequency === 'YEARLY' && byMonth.length === 0;
  const { fromStart, fromEnd } = inYear
    ? nthOf(day.dayOfYear, day.daysInYear)
    : nthOf(day.day, day.daysInMonth);
  const hasNth = frequency === 'MONTHLY' || frequency === 'YEARLY';
  return byDay.some(
    ({ nth, weekday }) =>
      weekday === day.weekday && (nth === 0 || !hasNth || nth === fromStart || nth === fromEnd),
  );
};

/** What the rule leaves unsaid is taken from the start. */
const isLikeStart = (day: Day, start: Day, rule: Rule): boolean => {
  const { frequency, byMonth, byWeekNo, byYearDay, byMonthDay, byDay } = rule;
  const saysDay = [byYearDay, byMonthDay, byDay].some(list => list.length > 0);
  if (saysDay || frequency === 'DAILY') return true;
  if (frequency === 'WEEKLY' || byWeekNo.length > 0) return day.weekday === start.weekday;
  if (frequency === 'MONTHLY' || byMonth.length > 0) return day.day === start.day;
  return day.day === start.day && day.month === start.month;
};

/** Every BYxxx part that speaks of days only ever leaves days of the period out. */
export const isDayOf = (day: Day, start: Day, rule: Rule): boolean =>
  (rule.byMonth.length === 0 || rule.byMonth.includes(day.month)) &&
  (rule.byWeekNo.length === 0 || isInWeek(day, rule)) &&
  (rule.byYearDay.length === 0 || counted(rule.byYearDay, day.dayOfYear, day.daysInYear)) &&
  (rule.byMonthDay.length === 0 || counted(rule.byMonthDay, day.day, day.daysInMonth)) &&
  (rule.byDay.length === 0 || isByDay(day, rule)) &&
  isLikeStart(day, start, rule);
