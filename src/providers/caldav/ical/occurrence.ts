import type { CalendarEventFields, EventTime } from '#unified-models';
import { readAttendees } from './attendees.js';
import { IcsError, lineOf, type Component } from './syntax/component.js';
import { parseDuration } from './syntax/duration.js';
import { addDuration, epochMs, timeOf } from './event-time.js';
import { readReminders } from './reminders.js';
import { clip, unescapeText } from './syntax/text-value.js';
import type { Zones } from './zones/zones.js';

/** What a whole event and a changed occurrence both have. */
export type Occurrence = Pick<
  CalendarEventFields,
  | 'title'
  | 'description'
  | 'location'
  | 'status'
  | 'start'
  | 'end'
  | 'transparency'
  | 'attendees'
  | 'reminders'
>;

export const valueOf = (of: Component, name: string): string | undefined => lineOf(of, name)?.value;

export const textOf = (of: Component, name: string, max: number): string | null => {
  const value = valueOf(of, name);
  return value === undefined ? null : clip(unescapeText(value), max);
};

const wordOf = (of: Component, name: string): string => valueOf(of, name)?.trim().toUpperCase() ?? '';

export const readOccurrence = (of: Component, zones: Zones): Occurrence => {
  const span = readSpan(of, zones);
  return {
    title: textOf(of, 'SUMMARY', 10_000) ?? '',
    description: textOf(of, 'DESCRIPTION', 1_000_000),
    location: textOf(of, 'LOCATION', 10_000),
    status: readStatus(wordOf(of, 'STATUS')),
    ...span,
    transparency: wordOf(of, 'TRANSP') === 'TRANSPARENT' ? 'free' : 'busy',
    attendees: readAttendees(of),
    reminders: readReminders(of, span, zones),
  };
};

const readStatus = (word: string): Occurrence['status'] =>
  word === 'TENTATIVE' ? 'tentative' : word === 'CANCELLED' ? 'cancelled' : 'confirmed';

export const readSpan = (of: Component, zones: Zones): Pick<Occurrence, 'start' | 'end'> => {
  const dtstart = lineOf(of, 'DTSTART');
  if (!dtstart) throw new IcsError('an event has no DTSTART');
  const start = timeOf(dtstart, zones);
  const end = notBefore(start, readEnd(of, start, zones));
  return { start, end };
};

/** DTEND, else DURATION, else by RFC 5545 §3.6.1: the whole day of a date, no time at all of a time. */
const readEnd = (of: Component, start: EventTime, zones: Zones): EventTime => {
  const dtend = lineOf(of, 'DTEND');
  if (dtend) return sameKind(timeOf(dtend, zones), start);
  const duration = valueOf(of, 'DURATION');
  if (duration !== undefined) return addDuration(start, parseDuration(duration));
  return start;
};

/** A DTEND of the other value type is against the rules and found in the wild. */
const sameKind = (end: EventTime, start: EventTime): EventTime => {
  if (start.kind === 'time') {
    return end.kind === 'time' ? end : { ...start, local: `${end.date}T00:00:00` };
  }
  if (end.kind === 'date') return end;
  const date: EventTime = { kind: 'date', date: end.local.slice(0, 10) };
  return end.local.endsWith('T00:00:00') ? date : addDuration(date, { days: 1, seconds: 0 });
};

/** The model's end is never before the start, and a date's end is exclusive. */
const notBefore = (start: EventTime, end: EventTime): EventTime => {
  if (start.kind === 'date') {
    return end.kind === 'date' && end.date > start.date ? end : addDuration(start, { days: 1, seconds: 0 });
  }
  return epochMs(end) < epochMs(start) ? start : end;
};
