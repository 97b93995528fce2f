import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '#unified-models';
import { childrenOf, formatCalendar, linesOf, type Component } from '../syntax/component.js';

/** One zone for every set of rules in use, best-known city first, and the fixed offsets. */
const candidates = [
  ...new Set(Object.values(windowsZones)),
  ...Array.from({ length: 26 }, (_, i) => `Etc/GMT${i < 14 ? `-${i + 1}` : `+${i - 13}`}`),
];

const matches = new Map<string, string | null>();

/** A zone whose offset equals the definition's on every day of the event's year and the next. */
export const matchZone = (definition: Component, year: number): string | null => {
  if (!isHarmless(definition)) return null;
  const text = formatCalendar(definition);
  const key = `${year} ${text}`;
  const known = matches.get(key);
  if (known !== undefined) return known;
  const zone = search(text, year);
  if (matches.size < 500) matches.set(key, zone);
  return zone;
};

/** Yearly rules only: a FREQ=SECONDLY written by somebody else would keep us busy for hours. */
const isHarmless = (definition: Component): boolean => {
  const observances = [...childrenOf(definition, 'STANDARD'), ...childrenOf(definition, 'DAYLIGHT')];
  const rules = observances.flatMap(child => linesOf(child, 'RRULE'));
  return (
    observances.length > 0 &&
    observances.length <= 50 &&
    rules.every(
      rule => /FREQ=YEARLY/i.test(rule.value) && !/BY(HOUR|MINUTE|SECOND|YEARDAY|WEEKNO)=/i.test(rule.value),
    )
  );
};

const search = (text: string, year: number): string | null => {
  if (year < 1900 || year > 2100) return null;
  const offsets = readOffsets(text, year);
  return offsets && (candidates.find(zone => hasOffsets(zone, offsets)) ?? null);
};

interface DayOffset {
  readonly local: Temporal.PlainDateTime;
  readonly minutes: number;
}

const readOffsets = (text: string, year: number): DayOffset[] | null => {
  try {
    const timezone = new ICAL.Timezone(new ICAL.Component(ICAL.parse(text) as unknown[]));
    const first = Temporal.PlainDateTime.from({ year, month: 1, day: 1, hour: 12 });
    const days = Array.from({ length: 730 }, (_, index) => first.add({ days: index }));
    return days
      .map(local => ({ local, minutes: timezone.utcOffset(icalTime(local)) / 60 }))
      .sort(coarseFirst);
  } catch {
    // A definition that cannot be read defines nothing; the event keeps its wall time.
    return null;
  }
};

const icalTime = ({ year, month, day, hour }: Temporal.PlainDateTime): ICAL.Time =>
  new ICAL.Time({ year, month, day, hour, minute: 0, second: 0, isDate: false }, ICAL.Timezone.localTimezone);

/** The first days of the months tell most zones apart. */
const coarseFirst = (a: DayOffset, b: DayOffset): number =>
  Number(b.local.day === 1) - Number(a.local.day === 1);

const hasOffsets = (zone: string, offsets: readonly DayOffset[]): boolean =>
  offsets.every(({ local, minutes }) => local.toZonedDateTime(zone).offsetNanoseconds === minutes * 60e9);
