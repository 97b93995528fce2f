import { type CalendarEventFields, eventTimeKey, type EventException, type EventTime } from '#unified-models';
import type { EventParts, GoogleEvent } from '../google-calendar.types.js';
import { readAttendees, readReminders } from './attendees.js';
import { readCategories, readUrl } from './private-properties.js';
import { readRecurrence } from './recurrence.js';
import { endFrom, inZone, readTime } from './times.js';

type Occurrence = Omit<EventException, 'recurrenceId'>;

const visibilities = ['public', 'private', 'confidential'] as const;

export const readOccurrence = (event: GoogleEvent): Occurrence => ({
  title: event.summary ?? '',
  description: event.description || null,
  location: event.location || null,
  status: event.status === 'tentative' ? 'tentative' : 'confirmed',
  start: readTime(event.start),
  end: readTime(event.end ?? event.start),
  transparency: event.transparency === 'transparent' ? 'free' : 'busy',
  attendees: readAttendees(event.attendees),
  reminders: readReminders(event.reminders),
});

/** One event or series as unified fields. */
export const readEvent = (parts: EventParts): CalendarEventFields => {
  const { master } = parts;
  const occurrence = readOccurrence(master);
  const organizer = master.organizer?.email;
  return {
    ...occurrence,
    uid: master.iCalUID ?? null,
    visibility: visibilities.find(name => name === master.visibility) ?? 'default',
    organizer: organizer
      ? { email: organizer.toLowerCase(), name: master.organizer?.displayName || null }
      : null,
    categories: readCategories(master),
    url: readUrl(master),
    ...readSeries(parts, occurrence),
  };
};

/** The start that an exception row had by the rule, told in the zone of its series. */
export const recurrenceIdOf = (row: GoogleEvent, seriesStart: EventTime): EventTime =>
  inZone(readTime(row.originalStartTime ?? row.start), seriesStart.kind === 'time' ? seriesStart.zone : null);

/** What the series says about an occurrence that nobody changed. */
export const plainOccurrence = (series: Occurrence, recurrenceId: EventTime): Occurrence => {
  const { title, description, location, status, transparency, attendees, reminders } = series;
  const end = endFrom(recurrenceId, series);
  return {
    title,
    description,
    location,
    status,
    start: recurrenceId,
    end,
    transparency,
    attendees,
    reminders,
  };
};

/** Cancelled rows are excluded starts; a row that says what its series says anyway is no exception. */
const readSeries = (
  parts: EventParts,
  series: Occurrence,
): Pick<CalendarEventFields, 'recurrence' | 'exceptions'> => {
  const lines = parts.master.recurrence ?? [];
  if (lines.length === 0) return { recurrence: null, exceptions: [] };
  const recurrence = readRecurrence(lines, series.start);
  const excluded = new Map(recurrence.excluded.map(time => [eventTimeKey(time), time]));
  const exceptions: EventException[] = [];
  for (const row of parts.occurrences) {
    const recurrenceId = recurrenceIdOf(row, series.start);
    if (row.status === 'cancelled') excluded.set(eventTimeKey(recurrenceId), recurrenceId);
    else {
      const { recurrenceId: id, ...own } = { recurrenceId, ...readOccurrence(row) };
      if (!isSame(own, plainOccurrence(series, id))) exceptions.push({ recurrenceId: id, ...own });
    }
  }
  return {
    recurrence: { ...recurrence, excluded: inOrder([...excluded.values()], time => time) },
    exceptions: inOrder(exceptions, exception => exception.recurrenceId),
  };
};

/** Both sides are built by the same functions, so their members come in the same order. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const inOrder = <T>(members: readonly T[], timeOf: (member: T) => EventTime): T[] =>
  members.toSorted((a, b) => (eventTimeKey(timeOf(a)) < eventTimeKey(timeOf(b)) ? -1 : 1));
