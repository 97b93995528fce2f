import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '#unified-models';
import type { GoogleTime } from '../google-calendar.types.js';

const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/i;

export const isZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};

/** Seconds precision: Google keeps no finer one, and neither does the unified time. */
export const localText = (time: Temporal.PlainDateTime): string =>
  time.toString({ smallestUnit: 'second', roundingMode: 'trunc' });

/**
 * `dateTime` carries the offset of whatever zone the answer was asked for; the wall time the person meant is the one
 * in `timeZone`. An event without `timeZone` follows `fallbackZone`.
 */
export const readTime = (time: GoogleTime | undefined, fallbackZone = 'UTC'): EventTime => {
  if (time?.date) return { kind: 'date', date: time.date };
  if (!time?.dateTime) throw new TypeError('An event time has neither date nor dateTime');
  const named = time.timeZone ?? fallbackZone;
  const zone = isZone(named) ? named : 'UTC';
  const raw = zone === named ? {} : { rawZone: named };
  if (!hasOffset.test(time.dateTime)) {
    return { kind: 'time', local: localText(Temporal.PlainDateTime.from(time.dateTime)), zone, ...raw };
  }
  const local = Temporal.Instant.from(time.dateTime).toZonedDateTimeISO(zone).toPlainDateTime();
  return { kind: 'time', local: localText(local), zone, ...raw };
};

/** Both forms are always sent, one of them null, so that a patch can turn an all-day event into a timed one. */
export const writeTime = (time: EventTime, floatingZone: string): GoogleTime =>
  time.kind === 'date'
    ? { date: time.date, dateTime: null, timeZone: null }
    : { date: null, dateTime: time.local, timeZone: zoneOf(time, floatingZone) };

const zoneOf = (time: EventTime & { kind: 'time' }, floatingZone: string): string =>
  time.zone ?? floatingZone;

export const isFloating = (time: EventTime): boolean => time.kind === 'time' && time.zone === null;

/** The instant as Google writes it into ids and EXDATE lines: `20260329T070000Z`, or `20260329` for a date. */
export const stampOf = (time: EventTime, floatingZone: string): string => {
  if (time.kind === 'date') return time.date.replaceAll('-', '');
  const zoned = Temporal.PlainDateTime.from(time.local).toZonedDateTime(zoneOf(time, floatingZone));
  return zoned.toInstant().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
};

/** The same moment told in `zone`, so that two times of one occurrence compare as equal. */
export const inZone = (time: EventTime, zone: string | null): EventTime => {
  if (time.kind === 'date' || zone === null || time.zone === zone) return time;
  const zoned = Temporal.PlainDateTime.from(time.local).toZonedDateTime(time.zone ?? zone);
  return { kind: 'time', local: localText(zoned.withTimeZone(zone).toPlainDateTime()), zone };
};

/** `end` of an occurrence that starts at `start` and is as long as the series' first one. */
export const endFrom = (start: EventTime, first: { start: EventTime; end: EventTime }): EventTime => {
  if (start.kind === 'date' && first.start.kind === 'date' && first.end.kind === 'date') {
    const days = Temporal.PlainDate.from(first.start.date).until(first.end.date);
    return { kind: 'date', date: Temporal.PlainDate.from(start.date).add(days).toString() };
  }
  if (start.kind === 'date' || first.start.kind === 'date' || first.end.kind === 'date') return first.end;
  const startZone = first.start.zone ?? 'UTC';
  const endZone = first.end.zone ?? startZone;
  const length = Temporal.PlainDateTime.from(first.start.local)
    .toZonedDateTime(startZone)
    .toInstant()
    .until(Temporal.PlainDateTime.from(first.end.local).toZonedDateTime(endZone).toInstant());
  const from = Temporal.PlainDateTime.from(start.local)
    .toZonedDateTime(start.zone ?? 'UTC')
    .toInstant();
  const local = from.add(length).toZonedDateTimeISO(endZone).toPlainDateTime();
  return { ...first.end, local: localText(local) };
};
