import { Temporal } from 'temporal-polyfill';
import { type EventTime, windowsZones } from '#unified-models';
import type { GraphTime } from '../graph.types.js';
import { nameOf, type ZoneName, zoneFrom } from './zones.js';

export const localText = (time: Temporal.PlainDateTime): string =>
  time.toString({ smallestUnit: 'second', roundingMode: 'trunc' });

/** Graph's wall time in UTC (`2027-03-29T07:00:00.0000000`), as the instant it is. */
export const instantOf = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text.replace(/(\.\d{1,9})?Z?$/, ''))
    .toZonedDateTime('UTC')
    .toInstant();

export const timeAt = (instant: Temporal.Instant, name: ZoneName): EventTime => ({
  kind: 'time',
  local: localText(instant.toZonedDateTimeISO(name.zone).toPlainDateTime()),
  zone: name.zone,
  ...(name.rawZone === undefined ? {} : { rawZone: name.rawZone }),
});

/**
 * All answers are asked for in UTC; the zone the person chose stands beside. All-day events have midnights that belong
 * to no zone.
 */
export const readTime = (time: GraphTime | undefined, isAllDay: boolean, name: ZoneName): EventTime => {
  if (!time) throw new TypeError('An event has no start or end');
  if (isAllDay) return { kind: 'date', date: time.dateTime.slice(0, 10) };
  const zone = zoneFrom(time.timeZone).zone;
  const instant = Temporal.PlainDateTime.from(time.dateTime.replace(/\.\d+$/, ''))
    .toZonedDateTime(zone)
    .toInstant();
  return timeAt(instant, name);
};

/** A name that Outlook gave is given back, as long as it still means the zone. */
const writtenName = (time: EventTime & { kind: 'time' }, floatingZone: string): string => {
  const { rawZone } = time;
  const zone = time.zone ?? floatingZone;
  return rawZone !== undefined && windowsZones[rawZone] === zone ? rawZone : nameOf(zone);
};

export const writeTime = (time: EventTime, floatingZone: string): GraphTime =>
  time.kind === 'date'
    ? { dateTime: `${time.date}T00:00:00`, timeZone: 'UTC' }
    : writeTimed(time, floatingZone);

/** Told in the zone of the name that is written, which may be another with the same offsets. */
const writeTimed = (time: EventTime & { kind: 'time' }, floatingZone: string): GraphTime => {
  const name = writtenName(time, floatingZone);
  const local = inZone(time, zoneFrom(name).zone, floatingZone);
  return { dateTime: local.kind === 'time' ? local.local : '', timeZone: name };
};

export const instantOfTime = (time: EventTime, floatingZone: string): Temporal.Instant =>
  time.kind === 'date'
    ? Temporal.PlainDate.from(time.date).toZonedDateTime('UTC').toInstant()
    : Temporal.PlainDateTime.from(time.local)
        .toZonedDateTime(time.zone ?? floatingZone)
        .toInstant();

/** The same moment told in `zone`, so that two times of one occurrence compare as equal. */
export const inZone = (time: EventTime, zone: string | null, floatingZone = 'UTC'): EventTime => {
  if (time.kind === 'date' || zone === null || time.zone === zone) return time;
  return timeAt(instantOfTime(time, floatingZone), { zone });
};

export const isFloating = (time: EventTime): boolean => time.kind === 'time' && time.zone === null;

/** `end` of an occurrence that starts at `start` and is as long as the series' first one. */
export const endFrom = (start: EventTime, first: { start: EventTime; end: EventTime }): EventTime => {
  if (start.kind === 'date' && first.start.kind === 'date' && first.end.kind === 'date') {
    const days = Temporal.PlainDate.from(first.start.date).until(first.end.date);
    return { kind: 'date', date: Temporal.PlainDate.from(start.date).add(days).toString() };
  }
  if (start.kind === 'date' || first.end.kind === 'date') return first.end;
  const length = instantOfTime(first.start, 'UTC').until(instantOfTime(first.end, 'UTC'));
  const { local: _, kind: __, ...name } = first.end;
  const zone = name.zone ?? 'UTC';
  return timeAt(instantOfTime(start, 'UTC').add(length), { ...name, zone });
};
