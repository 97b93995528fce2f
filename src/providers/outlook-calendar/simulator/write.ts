import { Temporal } from 'temporal-polyfill';
import { windowsZones } from '#unified-models';
import type { GraphAttendee, GraphProperty, GraphRecurrence, GraphTime } from '../graph.types.js';
import { isZone } from '../mapping/zones.js';
import { instantOf } from './occurrences.js';
import { refuse } from './refusal.js';
import type { StoredEvent } from './store.js';

export type Body = Readonly<Record<string, unknown>>;

/** Members that a client cannot set. */
const own = [
  ...['id', 'changeKey', '@odata.etag', 'createdDateTime', 'lastModifiedDateTime', 'type', 'iCalUId'],
  ...['seriesMasterId', 'originalStart', 'organizer', 'isOrganizer', 'isCancelled', 'responseStatus'],
  ...['cancelledOccurrences', 'exceptionOccurrences', 'webLink', 'bodyPreview'],
];

export const withoutOwn = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !own.includes(name)));

const isPlain = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const settleTime = (time: unknown, isAllDay: boolean): GraphTime => {
  const { dateTime, timeZone } = isPlain(time) ? time : {};
  if (typeof dateTime !== 'string' || typeof timeZone !== 'string')
    throw refuse(400, 'ErrorPropertyValidationFailure', 'A start or end is missing.');
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,7})?$/.exec(dateTime);
  if (!match) throw refuse(400, 'ErrorInvalidRequest', `${dateTime} is no local date and time.`);
  if (!(timeZone in windowsZones) && !isZone(timeZone))
    throw refuse(400, 'TimeZoneNotSupportedException', `${timeZone} is not supported.`);
  if (isAllDay && !dateTime.includes('T00:00:00'))
    throw refuse(400, 'ErrorPropertyValidationFailure', 'An all-day event starts and ends at midnight.');
  return { dateTime: match[1] ?? '', timeZone };
};

const daysOf = (start: GraphTime, end: GraphTime): number =>
  instantOf(start).until(instantOf(end)).total('hours') / 24;

const settleTimes = (event: Body): Body => {
  const isAllDay = event['isAllDay'] === true;
  const start = settleTime(event['start'], isAllDay);
  const end = settleTime(event['end'], isAllDay);
  if (Temporal.Instant.compare(instantOf(start), instantOf(end)) > 0)
    throw refuse(400, 'ErrorPropertyValidationFailure', 'The end is before the start.');
  if (isAllDay && daysOf(start, end) < 1)
    throw refuse(400, 'ErrorPropertyValidationFailure', 'An all-day event lasts whole days.');
  return {
    ...{ isAllDay, start, end },
    originalStartTimeZone: start.timeZone,
    originalEndTimeZone: end.timeZone,
  };
};

/** A series begins on the first day that its pattern has. */
const settleRecurrence = (recurrence: unknown): GraphRecurrence | null => {
  if (!isPlain(recurrence)) return null;
  const { pattern, range } = recurrence as unknown as Partial<GraphRecurrence>;
  if (!pattern?.type || !(pattern.interval > 0) || !range?.type || !range.startDate)
    throw refuse(400, 'ErrorPropertyValidationFailure', 'The recurrence lacks a pattern or a range.');
  const days = pattern.type === 'weekly' || pattern.type.startsWith('relative');
  if (days && !pattern.daysOfWeek?.length)
    throw refuse(400, 'ErrorPropertyValidationFailure', 'The pattern lacks days of the week.');
  return { pattern, range };
};

/** Replies are kept by address; nobody can give one for somebody else. */
const settleAttendees = (attendees: unknown, present: StoredEvent | undefined): GraphAttendee[] => {
  const byAddress = new Map(
    (present?.attendees ?? []).map(each => [each.emailAddress?.address?.toLowerCase(), each.status]),
  );
  return ((attendees ?? []) as readonly GraphAttendee[]).map(attendee => {
    const address = attendee.emailAddress?.address ?? '';
    const status = byAddress.get(address.toLowerCase()) ?? { response: 'none', time: '0001-01-01T00:00:00Z' };
    const emailAddress = { address, name: attendee.emailAddress?.name || address };
    return { type: attendee.type ?? 'required', status, emailAddress };
  });
};

const mergeProperties = (given: unknown, present: readonly GraphProperty[] = []): GraphProperty[] => {
  const all = new Map(present.map(property => [property.id, property]));
  for (const property of (given ?? []) as readonly GraphProperty[]) all.set(property.id, property);
  return [...all.values()];
};

const defaults: Body = {
  subject: '',
  body: { contentType: 'html', content: '' },
  location: { displayName: '' },
  showAs: 'busy',
  sensitivity: 'normal',
  importance: 'normal',
  categories: [],
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  isCancelled: false,
};

/** What Graph makes of a body laid over what is there. */
export const settled = (body: Body, present: StoredEvent | undefined): Body => {
  const event = { ...defaults, ...present, ...withoutOwn(body) };
  const recurrence = settleRecurrence(event.recurrence);
  return {
    ...event,
    ...settleTimes(event),
    recurrence,
    attendees: settleAttendees(event.attendees, present),
    singleValueExtendedProperties: mergeProperties(
      body['singleValueExtendedProperties'],
      present?.singleValueExtendedProperties,
    ),
  };
};
