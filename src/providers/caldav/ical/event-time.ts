import type { EventTime } from '#unified-models';
import { Temporal } from 'temporal-polyfill';
import { IcsError } from './syntax/component.js';
import { line, param, paramOf, type ContentLine } from './syntax/content-line.js';
import type { IcsDuration } from './syntax/duration.js';
import type { Zones } from './zones/zones.js';

const shape = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/i;

/** DATE and DATE-TIME (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.4 and 3.3.5). */
export const parseTime = (value: string, of: ContentLine, zones: Zones): EventTime => {
  const match = shape.exec(value.trim());
  if (!match) throw new IcsError(`${of.name}: "${value.slice(0, 40)}" is no date or time`);
  const [, year, month, day, hour, minute, second, utc] = match;
  const date = `${year}-${month}-${day}`;
  assertDate(date, of.name);
  if (hour === undefined || paramOf(of, 'VALUE')?.toUpperCase() === 'DATE') return { kind: 'date', date };
  if (Number(hour) > 23 || Number(minute) > 59) throw new IcsError(`${of.name}: there is no such time`);
  // A leap second has no place in the model (nor in any clock that shows the event).
  const local = `${date}T${hour}:${minute}:${Number(second) > 59 ? '59' : second}`;
  if (utc !== undefined) return { kind: 'time', local, zone: 'UTC' };
  const tzid = paramOf(of, 'TZID');
  return { kind: 'time', local, ...(tzid ? zones.resolve(tzid, Number(year)) : { zone: null }) };
};

const assertDate = (date: string, name: string): void => {
  try {
    Temporal.PlainDate.from(date);
  } catch {
    throw new IcsError(`${name}: there is no ${date}`);
  }
};

export const timeOf = (of: ContentLine, zones: Zones): EventTime => parseTime(of.value, of, zones);

const compact = (text: string): string => text.replace(/[-:]/g, '');

/** Times of one kind and zone as one line; registers the zone, so that its definition is written too. */
export const timeLine = (name: string, times: readonly EventTime[], zones: Zones): ContentLine => {
  const first = times[0];
  if (first === undefined) throw new IcsError(`${name} needs a time`);
  if (first.kind === 'date') {
    return line(name, times.map(t => compact(t.kind === 'date' ? t.date : t.local.slice(0, 10))).join(','), [
      param('VALUE', 'DATE'),
    ]);
  }
  const locals = times.map(t => compact(t.kind === 'date' ? `${t.date}T00:00:00` : t.local));
  const tzid = zones.nameFor(first, Number(first.local.slice(0, 4)));
  if (tzid === 'UTC') return line(name, locals.map(local => `${local}Z`).join(','));
  return line(name, locals.join(','), tzid === null ? [] : [param('TZID', tzid)]);
};

/** Brings a time to the kind and zone of `anchor`: the occurrences of a series are all named in its own terms. */
export const align = (time: EventTime, anchor: EventTime): EventTime => {
  if (anchor.kind === 'date')
    return time.kind === 'date' ? time : { kind: 'date', date: time.local.slice(0, 10) };
  const { zone, rawZone } = anchor;
  const inAnchor = (local: string): EventTime => ({
    kind: 'time',
    local,
    zone,
    ...(rawZone === undefined ? {} : { rawZone }),
  });
  if (time.kind === 'date') return inAnchor(`${time.date}${anchor.local.slice(10)}`);
  if (time.zone === null || zone === null || time.zone === zone) return inAnchor(time.local);
  return inAnchor(localText(zoned(time.local, time.zone).withTimeZone(zone).toPlainDateTime()));
};

const localText = (time: Temporal.PlainDateTime): string => time.toString({ smallestUnit: 'second' });

const zoned = (local: string, zone: string): Temporal.ZonedDateTime =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone);

/** Days move the wall clock, seconds are exact. */
export const addDuration = (time: EventTime, { days, seconds }: IcsDuration): EventTime => {
  if (time.kind === 'date') {
    const whole = days + Math.ceil(seconds / 86_400);
    return { kind: 'date', date: Temporal.PlainDate.from(time.date).add({ days: whole }).toString() };
  }
  const start = Temporal.PlainDateTime.from(time.local);
  if (time.zone === null) return { ...time, local: localText(start.add({ days, seconds })) };
  const end = start.toZonedDateTime(time.zone).add({ days }).add({ seconds });
  return { ...time, local: localText(end.toPlainDateTime()) };
};

/** Instant of a time; floating times and dates are read as UTC, good enough to compare two of the same kind. */
export const epochMs = (time: EventTime): number =>
  time.kind === 'date'
    ? Date.parse(`${time.date}T00:00:00Z`)
    : zoned(time.local, time.zone ?? 'UTC').epochMilliseconds;

export const utcStamp = (at: Date): string => compact(at.toISOString().slice(0, 19)) + 'Z';
