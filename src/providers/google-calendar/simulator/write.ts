import { Temporal } from 'temporal-polyfill';
import type { EventTime } from '#unified-models';
import type { GoogleTime } from '../google-calendar.types.js';
import { endFrom, isZone, readTime } from '../mapping/times.js';
import { refuse } from './refusal.js';
import { startsOf } from './rule.js';
import type { EventStore, StoredEvent } from './store.js';

type Body = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Patch semantics: members are merged, arrays replaced, null removes. */
export const merge = (target: Body, patch: Body): Body => {
  const merged: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const present = merged[name];
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = isPlain(value) ? merge(isPlain(present) ? present : {}, value) : value;
  }
  return merged;
};

/** Google answers a time with the offset that holds in its zone. */
const settle = (time: unknown, name: string, calendarZone: string): GoogleTime => {
  if (!isPlain(time)) throw refuse(400, 'required', `Missing ${name} time.`);
  const { date, dateTime, timeZone } = time as GoogleTime;
  if (date && dateTime) throw refuse(400, 'invalid', 'Invalid start or end: both date and dateTime.');
  if (date) return { date };
  if (!dateTime) throw refuse(400, 'required', `Missing ${name} time.`);
  const zone = timeZone ?? calendarZone;
  if (!isZone(zone)) throw refuse(400, 'invalid', `Invalid time zone definition for ${name} time.`);
  const hasOffset = /(?:Z|[+-]\d{2}:\d{2})$/.test(dateTime);
  if (!hasOffset && !timeZone)
    throw refuse(400, 'required', `Missing time zone definition for ${name} time.`);
  const local = readTime({ dateTime, timeZone: zone });
  return timeIn(local, zone);
};

const timeIn = (time: EventTime, zone: string): GoogleTime => {
  if (time.kind === 'date') return { date: time.date };
  const zoned = Temporal.PlainDateTime.from(time.local).toZonedDateTime(zone);
  const dateTime = zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' });
  return { dateTime: zoned.offset === '+00:00' ? dateTime.replace('+00:00', 'Z') : dateTime, timeZone: zone };
};

/** What Google makes of a body: ends checked, defaults left out, addresses lower-case. */
export const settled = (store: EventStore, event: Body & { readonly id: string }): StoredEvent => {
  const zone = store.calendar.timeZone;
  const start = settle(event['start'], 'start', zone);
  const end = settle(event['end'], 'end', zone);
  if (isAfter(start, end)) throw refuse(400, 'timeRangeEmpty', 'The specified time range is empty.');
  if ((start.date === undefined) !== (end.date === undefined)) {
    throw refuse(400, 'invalid', 'Start and end times must either both be date or both be dateTime.');
  }
  const reminders = (event['reminders'] ?? { useDefault: true }) as {
    readonly overrides?: readonly unknown[];
  };
  if ((reminders.overrides?.length ?? 0) > 5) throw refuse(400, 'invalid', 'Too many override reminders.');
  const bare = Object.entries({ ...event, start, end, reminders }).filter(
    ([name, value]) => defaults[name] !== value && !(Array.isArray(value) && value.length === 0),
  );
  return { status: 'confirmed', ...Object.fromEntries(bare), id: event.id };
};

const defaults: Readonly<Record<string, unknown>> = {
  transparency: 'opaque',
  visibility: 'default',
  description: '',
  location: '',
};

const isAfter = (start: GoogleTime, end: GoogleTime): boolean =>
  start.date
    ? start.date >= (end.date ?? '9999')
    : Temporal.Instant.compare(start.dateTime ?? '', end.dateTime ?? start.dateTime ?? '') > 0;

/** The unchanged occurrence of a series behind an id such as `abc_20260329T070000Z`, when the rule has it. */
export const instanceOf = (store: EventStore, id: string): StoredEvent | undefined => {
  const match = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id);
  const series = match ? store.get(match[1] ?? '') : undefined;
  if (!series?.recurrence || series.status === 'cancelled') return undefined;
  const start = startsOf(series).get(match?.[2] ?? '');
  return start ? instanceAt(series, id, start) : undefined;
};

export const instanceAt = (series: StoredEvent, id: string, start: EventTime): StoredEvent => {
  const first = { start: readTime(series.start), end: readTime(series.end) };
  const zone = start.kind === 'time' ? (start.zone ?? 'UTC') : 'UTC';
  const end = endFrom(start, first);
  const { recurrence: _, ...rest } = series;
  return {
    ...rest,
    id,
    recurringEventId: series.id,
    originalStartTime: timeIn(start, zone),
    start: timeIn(start, zone),
    end: timeIn(end, end.kind === 'time' ? (end.zone ?? zone) : zone),
  };
};

/** A series that moved or got another rule loses the changed occurrences that it does not have any more. */
export const dropOrphans = (store: EventStore, series: StoredEvent): void => {
  const starts = series.recurrence ? startsOf(series) : new Map<string, EventTime>();
  for (const row of store.occurrencesOf(series.id)) {
    if (!starts.has(row.id.slice(series.id.length + 1))) store.drop(row.id);
  }
};
