import type { CalendarEventFields, EventException } from '#unified-models';
import type { GoogleEvent, GoogleEventBody } from '../google-calendar.types.js';
import { writeAttendees, writeReminders } from './attendees.js';
import { writeCategories, writeUrl } from './private-properties.js';
import { isFloating, writeTime } from './times.js';

type Occurrence = Omit<EventException, 'recurrenceId'>;
export type OccurrenceName = keyof Occurrence;

export interface WriteContext {
  /** Zone of the calendar: Google has no floating times. */
  readonly floatingZone: string;
  /** What Google has now, for members of members that we do not express. */
  readonly existing?: GoogleEvent | undefined;
}

export const occurrenceNames: readonly OccurrenceName[] = [
  'title',
  'description',
  'location',
  'status',
  'start',
  'end',
  'transparency',
  'attendees',
  'reminders',
];

const occurrenceWriters: {
  readonly [N in OccurrenceName]: (fields: Occurrence, context: WriteContext) => GoogleEventBody;
} = {
  title: fields => ({ summary: fields.title }),
  description: fields => ({ description: fields.description }),
  location: fields => ({ location: fields.location }),
  status: fields => ({ status: fields.status }),
  start: (fields, { floatingZone }) => ({ start: writeTime(fields.start, floatingZone) }),
  end: (fields, { floatingZone }) => ({ end: writeTime(fields.end, floatingZone) }),
  transparency: fields => ({ transparency: fields.transparency === 'free' ? 'transparent' : 'opaque' }),
  attendees: (fields, { existing }) => ({ attendees: writeAttendees(fields.attendees, existing?.attendees) }),
  reminders: fields => ({ reminders: writeReminders(fields.reminders) }),
};

/** The members of an occurrence or event that `names` change; other names are none of Google's. */
export const writeOccurrence = (
  fields: Occurrence,
  names: readonly string[],
  context: WriteContext,
): GoogleEventBody =>
  Object.assign(
    {},
    ...occurrenceNames
      .filter(name => names.includes(name))
      .map(name => occurrenceWriters[name](fields, context)),
  ) as GoogleEventBody;

/**
 * Everything but recurrence and exceptions. `uid` and `organizer` are Google's to give: the first may not be chosen
 * together with an id, the second changes only by moving the event.
 */
export const writeEvent = (
  fields: CalendarEventFields,
  names: readonly string[],
  context: WriteContext,
): GoogleEventBody => {
  const properties = {
    ...(names.includes('categories') ? writeCategories(fields.categories) : {}),
    ...(names.includes('url') ? writeUrl(fields.url) : {}),
  };
  return {
    ...writeOccurrence(fields, names, context),
    ...(names.includes('visibility') ? { visibility: fields.visibility } : {}),
    ...(Object.keys(properties).length > 0 ? { extendedProperties: { private: properties } } : {}),
  };
};

/** A body for an insert or replacement, where a null means nothing. */
export const withoutNulls = (body: GoogleEventBody): GoogleEventBody =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, isPlain(value) ? withoutNulls(value) : value]),
  );

const isPlain = (value: unknown): value is GoogleEventBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const needsFloatingZone = (fields: CalendarEventFields): boolean =>
  [fields, ...fields.exceptions].some(({ start, end }) => isFloating(start) || isFloating(end));
