import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '#unified-models';
import { component, formatCalendar } from '../syntax/component.js';
import { vtimezone } from './vtimezone.js';
import { canonicalZone } from './zones.js';

const zones = ['UTC', 'Antarctica/Troll', 'America/Sao_Paulo', 'Asia/Gaza', ...Object.values(windowsZones)];

/** Days of the event's year and of the eight years behind it on which the two do not agree. */
const disagreements = (zone: string, year: number): string[] => {
  const text = formatCalendar(component('VCALENDAR', [vtimezone('Test', zone, year)]));
  const definition = new ICAL.Component(ICAL.parse(text) as unknown[]).getFirstSubcomponent('vtimezone');
  if (!definition) throw new Error('no VTIMEZONE');
  const timezone = new ICAL.Timezone(definition);
  const first = Temporal.PlainDateTime.from({ year, month: 1, day: 1, hour: 12 });
  return Array.from({ length: 300 }, (_, index) => first.add({ days: index * 10 }))
    .filter(local => {
      const { month, day, hour } = local;
      const time = new ICAL.Time(
        { year: local.year, month, day, hour, minute: 0, second: 0, isDate: false },
        timezone,
      );
      return timezone.utcOffset(time) * 1e9 !== local.toZonedDateTime(zone).offsetNanoseconds;
    })
    .map(String);
};

describe('written zone definitions', () => {
  it.each([2005, 2026])(
    'give every zone its offsets from %i on, as another implementation reads them',
    year => {
      for (const zone of new Set(zones)) expect([zone, disagreements(zone, year)]).toEqual([zone, []]);
    },
  );

  it('say steady rules in two components', () => {
    const text = formatCalendar(vtimezone('Europe/Berlin', 'Europe/Berlin', 2026));
    expect(text.match(/RRULE:.*/g)).toEqual([
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    ]);
    expect(text.split('BEGIN:').length).toBe(4);
  });
});

describe('the table of Windows names', () => {
  it('leads to zones that exist', () => {
    expect(Object.keys(windowsZones).length).toBeGreaterThanOrEqual(138);
    for (const zone of Object.values(windowsZones)) expect(canonicalZone(zone)).toBe(zone);
  });
});
