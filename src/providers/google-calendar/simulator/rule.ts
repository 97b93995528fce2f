import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '#unified-models';
import { readRecurrence } from '../mapping/recurrence.js';
import { localText, readTime, stampOf } from '../mapping/times.js';
import type { StoredEvent } from './store.js';

const mostOccurrences = 1_000;
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const units: Readonly<Record<string, 'days' | 'weeks' | 'months' | 'years'>> = {
  DAILY: 'days',
  WEEKLY: 'weeks',
  MONTHLY: 'months',
  YEARLY: 'years',
};

const partsOfRule = (rule: string): Readonly<Record<string, string>> =>
  Object.fromEntries(rule.split(';').map(part => part.split('=') as [string, string]));

/** Dates of a rule: FREQ, INTERVAL, COUNT, UNTIL, and BYDAY of weekly rules. Other parts are not simulated. */
const datesOf = (rule: string, first: Temporal.PlainDate): Temporal.PlainDate[] => {
  const parts = partsOfRule(rule);
  const unit = units[parts['FREQ'] ?? ''] ?? 'days';
  const interval = Number(parts['INTERVAL'] ?? 1);
  const count = Number(parts['COUNT'] ?? mostOccurrences);
  const until = parts['UNTIL'] ? Temporal.PlainDate.from(parts['UNTIL'].slice(0, 8)) : undefined;
  const days = unit === 'weeks' && parts['BYDAY'] ? parts['BYDAY'].split(',') : undefined;
  const dates: Temporal.PlainDate[] = [];
  for (let step = 0; dates.length < count && step < mostOccurrences; step += 1) {
    const base = first.add({ [unit]: step * interval });
    for (const date of days ? inWeekOf(base, days) : [base]) {
      const isBefore = Temporal.PlainDate.compare(date, first) < 0;
      if (until && Temporal.PlainDate.compare(date, until) > 0) return dates;
      if (!isBefore && dates.length < count) dates.push(date);
    }
  }
  return dates;
};

const inWeekOf = (date: Temporal.PlainDate, days: readonly string[]): Temporal.PlainDate[] => {
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return weekdays.flatMap((name, index) => (days.includes(name) ? [monday.add({ days: index })] : []));
};

/** Starts of a series by its rules and further dates, by stamp; excluded ones are left out. */
export const startsOf = (series: StoredEvent): Map<string, EventTime> => {
  const start = readTime(series.start);
  const recurrence = readRecurrence(series.recurrence ?? [], start);
  const time = start.kind === 'time' ? Temporal.PlainDateTime.from(start.local) : undefined;
  const first = time ? time.toPlainDate() : Temporal.PlainDate.from(start.kind === 'date' ? start.date : '');
  const toStart = (date: Temporal.PlainDate): EventTime =>
    start.kind === 'date'
      ? { kind: 'date', date: date.toString() }
      : { ...start, local: localText(date.toPlainDateTime(time?.toPlainTime())) };
  const all = [
    ...recurrence.rules.flatMap(rule => datesOf(rule, first).map(toStart)),
    ...recurrence.additional,
  ];
  const starts = new Map(all.map(at => [stampOf(at, 'UTC'), at]));
  for (const at of recurrence.excluded) starts.delete(stampOf(at, 'UTC'));
  return starts;
};
