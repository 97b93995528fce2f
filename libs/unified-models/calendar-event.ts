import { z } from 'zod';
import { EventTime, eventTimeKey } from './event-time.js';
import { defineModel } from './model.js';

const participation = z.enum(['needs_action', 'accepted', 'declined', 'tentative', 'delegated']);

export const Attendee = z
  .strictObject({
    email: z.string().min(1).max(320).describe('Lower-case address; the attendee’s key'),
    name: z.string().max(500).nullable(),
    role: z.enum(['required', 'optional', 'informational', 'chair']),
    response: participation,
    kind: z.enum(['person', 'group', 'resource', 'room', 'unknown']),
  })
  .meta({ id: 'Attendee' });
export type Attendee = z.infer<typeof Attendee>;

export const Reminder = z
  .strictObject({
    method: z.enum(['popup', 'email', 'other']),
    minutesBefore: z.number().int().describe('Minutes before the start; negative is after it'),
  })
  .meta({ id: 'Reminder' });
export type Reminder = z.infer<typeof Reminder>;

/** What an event and a single changed occurrence of a series both have. */
const occurrence = {
  title: z.string().max(10_000),
  description: z.string().max(1_000_000).nullable(),
  location: z.string().max(10_000).nullable(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']),
  start: EventTime,
  end: EventTime.describe('Exclusive. A date when start is a date; never before start'),
  transparency: z.enum(['busy', 'free']),
  attendees: z.array(Attendee).max(2_000).describe('A set, keyed by email'),
  reminders: z.array(Reminder).max(100).nullable().describe('null: the calendar’s defaults apply'),
};

export const EventException = z
  .strictObject({
    recurrenceId: EventTime.describe('The start this occurrence had by the rule'),
    ...occurrence,
  })
  .meta({ id: 'EventException' });
export type EventException = z.infer<typeof EventException>;

export const Recurrence = z
  .strictObject({
    rules: z
      .array(z.string().min(1).max(1_000))
      .max(10)
      .describe('RRULE values (RFC 5545 §3.3.10) without the name'),
    excluded: z.array(EventTime).max(5_000).describe('Starts that do not happen (EXDATE); a set'),
    additional: z.array(EventTime).max(5_000).describe('Starts that happen besides the rule (RDATE); a set'),
  })
  .meta({ id: 'Recurrence' });
export type Recurrence = z.infer<typeof Recurrence>;

/**
 * One calendar entry: a single event or a whole series. A series carries its changed occurrences in `exceptions`
 * (as JSCalendar, RFC 8984 §4.3.5, does), so that it is created, counted and deleted as the one thing it is.
 * "This and following" is two series: the first one's rule ends, the second has an id of its own.
 */
export const CalendarEventFields = z
  .strictObject({
    ...occurrence,
    uid: z.string().max(1_000).nullable().describe('iCalendar UID, the same in every copy of an invitation'),
    visibility: z.enum(['default', 'public', 'private', 'confidential']),
    organizer: z
      .strictObject({ email: z.string().max(320), name: z.string().max(500).nullable() })
      .nullable(),
    categories: z.array(z.string().max(500)).max(500).describe('A set'),
    url: z.string().max(10_000).nullable(),
    recurrence: Recurrence.nullable(),
    exceptions: z.array(EventException).max(2_000).describe('Changed occurrences, keyed by recurrenceId'),
  })
  .meta({ id: 'CalendarEvent', description: 'A single calendar event or a whole series' });
export type CalendarEventFields = z.infer<typeof CalendarEventFields>;

export const calendarEvent = defineModel({
  name: 'calendar_event',
  schema: CalendarEventFields,
  defaults: {
    uid: null,
    description: null,
    location: null,
    status: 'confirmed',
    transparency: 'busy',
    visibility: 'default',
    organizer: null,
    attendees: [],
    reminders: null,
    categories: [],
    url: null,
    recurrence: null,
    exceptions: [],
  },
  merge: {
    description: { kind: 'text' },
    attendees: { kind: 'keyed', key: attendee => (attendee as Attendee).email },
    categories: { kind: 'keyed', key: String },
    exceptions: { kind: 'keyed', key: exception => eventTimeKey((exception as EventException).recurrenceId) },
  },
  immutable: ['uid'],
  check: fields => checkEvent(fields as CalendarEventFields),
});

const checkEvent = ({ start, end, recurrence, exceptions }: CalendarEventFields) => {
  if (start.kind !== end.kind) return { path: 'end', detail: `must be a ${start.kind}, as start is` };
  // Across zones only a time-zone database could tell; within one, wall times compare as text.
  const comparable = start.kind === 'date' || (end.kind === 'time' && start.zone === end.zone);
  const text = (time: EventTime): string => (time.kind === 'date' ? time.date : time.local);
  if (comparable && text(end) < text(start)) return { path: 'end', detail: 'must not be before start' };
  if (start.kind === 'date' && text(end) === text(start))
    return { path: 'end', detail: 'is exclusive: a one-day event ends on the next date' };
  if (!recurrence && exceptions.length > 0)
    return { path: 'exceptions', detail: 'only a series (recurrence) has exceptions' };
  return null;
};
