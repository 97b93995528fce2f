import { Temporal } from 'temporal-polyfill';
import { component, type Component } from '../syntax/component.js';
import { line } from '../syntax/content-line.js';
import { escapeText } from '../syntax/text-value.js';

/** A change of a zone's offset. `local` is the wall time by the old offset, as VTIMEZONE wants it. */
interface Transition {
  readonly local: Temporal.PlainDateTime;
  readonly from: number;
  readonly to: number;
}

// Rules are looked at up to here; a zone that keeps one pattern until then gets an endless RRULE.
const yearsAhead = 12;

/**
 * VTIMEZONE of an IANA zone (https://www.rfc-editor.org/rfc/rfc5545#section-3.6.5), good from `year` on. Steady rules
 * become one RRULE each way, everything before (or all, in a zone that decrees its dates) is listed.
 */
export const vtimezone = (tzid: string, zone: string, year: number): Component => {
  const until = Math.max(year + yearsAhead, 2038);
  const all = transitions(zone, year - 1, until);
  const steadyFrom = steadyYear(all, until);
  const listed = all.filter(t => t.local.year < steadyFrom);
  const steady = all.filter(t => t.local.year === steadyFrom);
  return component('VTIMEZONE', [
    line('TZID', escapeText(tzid)),
    line('X-LIC-LOCATION', zone),
    ...(listed.length > 0 || steady.length === 0 ? [initial(zone, year)] : []),
    ...listed.map(t => observance(t, null)),
    ...steady.map(t => observance(t, pattern(t))),
  ]);
};

const transitions = (zone: string, fromYear: number, toYear: number): Transition[] => {
  const found: Transition[] = [];
  let at = Temporal.PlainDate.from({ year: fromYear, month: 1, day: 1 }).toZonedDateTime(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.year > toYear) return found;
    const from = offset(next.subtract({ seconds: 1 }));
    const local = next.withTimeZone('UTC').toPlainDateTime().add({ seconds: from });
    if (from !== offset(next)) found.push({ local, from, to: offset(next) });
    at = next;
  }
};

const offset = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1e9;

/** First year from which two changes a year follow the same pattern to the end; Infinity when there is none. */
const steadyYear = (all: readonly Transition[], last: number): number => {
  const byYear = Map.groupBy(all, t => t.local.year);
  const signature = (year: number): string =>
    (byYear.get(year) ?? [])
      .map(t => `${pattern(t)} ${t.from} ${t.to} ${t.local.hour}:${t.local.minute}`)
      .join();
  if (byYear.get(last)?.length !== 2) return Infinity;
  let first = last;
  while (signature(first - 1) === signature(last)) first -= 1;
  return last - first >= 5 ? first : Infinity;
};

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** "Last Sunday of March"; a day in the last week counts from the end, as nearly all real rules do. */
const pattern = ({ local }: Transition): string => {
  const nth = local.day + 7 > local.daysInMonth ? -1 : Math.ceil(local.day / 7);
  return `FREQ=YEARLY;BYMONTH=${local.month};BYDAY=${nth}${days[local.dayOfWeek - 1]}`;
};

const observance = (t: Transition, rule: string | null): Component =>
  component(t.to > t.from ? 'DAYLIGHT' : 'STANDARD', [
    line('DTSTART', t.local.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')),
    line('TZOFFSETFROM', offsetText(t.from)),
    line('TZOFFSETTO', offsetText(t.to)),
    ...(rule === null ? [] : [line('RRULE', rule)]),
  ]);

/** What holds before the first listed change. */
const initial = (zone: string, year: number): Component => {
  const start = Temporal.PlainDate.from({ year: year - 1, month: 1, day: 1 });
  const here = offset(start.toZonedDateTime(zone));
  return observance({ local: start.toPlainDateTime(), from: here, to: here }, null);
};

const offsetText = (seconds: number): string => {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 ? [size % 60] : [])];
  return (seconds < 0 ? '-' : '+') + parts.map(part => String(part).padStart(2, '0')).join('');
};
