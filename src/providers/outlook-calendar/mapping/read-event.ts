import { type CalendarEventFields, eventTimeKey, type EventException, type EventTime } from '#unified-models';
import type { EventParts, GraphEvent } from '../graph.types.js';
import { readAttendees, readOrganizer, readReminders } from './attendees.js';
import { type Extras, readExtras } from './extras.js';
import { ruleOf } from './pattern-to-rule.js';
import { recurrenceOf } from './rule-to-pattern.js';
import { endFrom, instantOf, inZone, readTime, timeAt } from './times.js';
import { nameOf, type ZoneName, zoneFrom } from './zones.js';

type Occurrence = Omit<EventException, 'recurrenceId'>;
type Zones = readonly [start: ZoneName, end: ZoneName];

/** Of a Windows name that stands for several zones, the one that was written. */
const zoneOf = (name: string | null | undefined, written: string | null | undefined): ZoneName => {
  const told = name ?? 'UTC';
  return written && nameOf(written) === told ? { zone: written } : zoneFrom(told);
};

const zonesOf = (event: GraphEvent, { zones }: Extras): Zones => [
  zoneOf(event.originalStartTimeZone, zones?.[0]),
  zoneOf(event.originalEndTimeZone ?? event.originalStartTimeZone, zones?.[1]),
];

const statusOf = ({ isCancelled, showAs }: GraphEvent): Occurrence['status'] => {
  if (isCancelled) return 'cancelled';
  return showAs === 'tentative' ? 'tentative' : 'confirmed';
};

/** Outlook ends lines as Windows does and closes a body with an empty one. */
const textOf = (event: GraphEvent): string | null =>
  (event.body?.content ?? '').replaceAll('\r\n', '\n').replace(/\n+$/, '') || null;

const readOccurrence = (event: GraphEvent, [startZone, endZone]: Zones): Occurrence => ({
  title: event.subject ?? '',
  description: textOf(event),
  location: event.location?.displayName || null,
  status: statusOf(event),
  start: readTime(event.start, event.isAllDay ?? false, startZone),
  end: readTime(event.end ?? event.start, event.isAllDay ?? false, endZone),
  transparency: event.showAs === 'free' ? 'free' : 'busy',
  attendees: readAttendees(event),
  reminders: readReminders(event),
});

const visibilities: Readonly<Record<string, CalendarEventFields['visibility']>> = {
  private: 'private',
  personal: 'private',
  confidential: 'confidential',
};

/** One event or series as unified fields. */
export const readEvent = (parts: EventParts): CalendarEventFields => {
  const { master } = parts;
  const extras = readExtras(master);
  const zones = zonesOf(master, extras);
  const occurrence = readOccurrence(master, zones);
  return {
    ...occurrence,
    uid: master.iCalUId ?? null,
    visibility: visibilities[master.sensitivity ?? ''] ?? extras.visibility ?? 'default',
    organizer: readOrganizer(master),
    categories: [...(master.categories ?? [])],
    url: extras.url ?? null,
    ...readSeries(parts, occurrence, zones),
  };
};

/** What the series says about an occurrence that nobody changed. */
export const plainOccurrence = (series: Occurrence, recurrenceId: EventTime): Occurrence => {
  const { title, description, location, status, transparency, attendees, reminders } = series;
  const end = endFrom(recurrenceId, series);
  return {
    ...{ title, description, location, status },
    ...{ start: recurrenceId, end },
    ...{ transparency, attendees, reminders },
  };
};

/** `originalStart` is an instant; of an all-day series, midnight in no zone. */
export const recurrenceIdOf = (row: GraphEvent, seriesStart: EventTime): EventTime => {
  const original = row.originalStart ?? row.start?.dateTime ?? '';
  if (seriesStart.kind === 'date') return { kind: 'date', date: original.slice(0, 10) };
  const { local: _, kind: __, ...name } = seriesStart;
  return timeAt(instantOf(original), { ...name, zone: name.zone ?? 'UTC' });
};

/**
 * A row of an occurrence as an exception. It is told in the zone of its series unless it was given another, and keeps
 * the reminder and the rest that Outlook lets it have for itself.
 */
const readException = (row: GraphEvent, master: GraphEvent, zones: Zones): Occurrence => {
  const same = (own: string | null | undefined, series: string | null | undefined): boolean =>
    !own || own === series;
  const startZone = same(row.originalStartTimeZone, master.originalStartTimeZone)
    ? zones[0]
    : zoneFrom(row.originalStartTimeZone ?? 'UTC');
  const endZone = same(row.originalEndTimeZone, master.originalEndTimeZone)
    ? zones[1]
    : zoneFrom(row.originalEndTimeZone ?? 'UTC');
  return readOccurrence(row, [startZone, endZone]);
};

const readSeries = (
  { master, exceptions: rows }: EventParts,
  series: Occurrence,
  zones: Zones,
): Pick<CalendarEventFields, 'recurrence' | 'exceptions'> => {
  if (!master.recurrence) return { recurrence: null, exceptions: [] };
  const excluded = new Map(
    (master.cancelledOccurrences ?? [])
      .flatMap(id => cancelledStart(id, series.start))
      .map(time => [eventTimeKey(time), time]),
  );
  const exceptions: EventException[] = [];
  for (const row of rows) {
    const recurrenceId = recurrenceIdOf(row, series.start);
    const own = readException(row, master, zones);
    if (!isSame(own, plainOccurrence(series, recurrenceId))) exceptions.push({ recurrenceId, ...own });
  }
  return {
    recurrence: {
      rules: [readRule(master, series.start)],
      excluded: inOrder([...excluded.values()], time => time),
      additional: [],
    },
    exceptions: inOrder(exceptions, exception => exception.recurrenceId),
  };
};

/** As it was written, if it still means the same; else as Outlook's pattern reads. */
const readRule = (master: GraphEvent, start: EventTime): string => {
  if (!master.recurrence) throw new TypeError('Not a series');
  const told = ruleOf(master.recurrence, start);
  const { rule } = readExtras(master);
  return rule !== undefined && meansSame(rule, told, start) ? rule : told;
};

const meansSame = (one: string, other: string, start: EventTime): boolean => {
  try {
    return isSame(normal(one, start), normal(other, start));
  } catch {
    // What was kept is no rule that Outlook could have been given.
    return false;
  }
};

const normal = (rule: string, start: EventTime): string => ruleOf(recurrenceOf(rule, start, 'UTC'), start);

/** The date an occurrence had by the rule, at the time of its series. */
const cancelledStart = (occurrenceId: string, seriesStart: EventTime): EventTime[] => {
  const date = /(\d{4}-\d{2}-\d{2})$/.exec(occurrenceId)?.[1];
  if (date === undefined) return [];
  if (seriesStart.kind === 'date') return [{ kind: 'date', date }];
  return [{ ...seriesStart, local: `${date}${seriesStart.local.slice(10)}` }];
};

/** Both sides are built by the same functions, so their members come in the same order. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const inOrder = <T>(members: readonly T[], timeOf: (member: T) => EventTime): T[] =>
  members.toSorted((a, b) => (eventTimeKey(timeOf(a)) < eventTimeKey(timeOf(b)) ? -1 : 1));

/** The same moment in the zone of the series. */
export const toldIn = (series: CalendarEventFields, time: EventTime): EventTime => {
  if (series.start.kind === 'date' || time.kind === 'date') return time;
  const { local: _, kind: __, ...name } = series.start;
  const told = inZone(time, name.zone);
  return told.kind === 'time' ? { kind: 'time', local: told.local, ...name } : told;
};

/** An exception as `readEvent` reads it, for comparing with what is wanted. */
export const readRow = (row: GraphEvent, master: GraphEvent): Occurrence =>
  readException(row, master, zonesOf(master, readExtras(master)));
