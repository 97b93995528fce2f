import { CalendarEventFields, eventTimeKey, type EventException, type EventTime } from '#unified-models';
import { childrenOf, IcsError, lineOf, linesOf, parseCalendar, type Component } from './syntax/component.js';
import { paramOf } from './syntax/content-line.js';
import { align, timeOf } from './event-time.js';
import { readOccurrence, textOf, valueOf, type Occurrence } from './occurrence.js';
import { readOrganizer } from './attendees.js';
import { readRecurrence } from './recurrence.js';
import { clip, splitList, unescapeText } from './syntax/text-value.js';
import { zonesOf, type Zones } from './zones/zones.js';

export interface EventReading {
  readonly fields: CalendarEventFields;
  readonly modifiedAt: Date | null;
  /** What was there and the model could not say; it stays in the data. */
  readonly notes: readonly string[];
}

/** The components of one event in a resource. */
export interface EventParts {
  readonly calendar: Component;
  /** The VEVENT without RECURRENCE-ID; of an invitation to single occurrences only, the first of them. */
  readonly main: Component;
  readonly overrides: readonly Component[];
  /** Events with another UID: against RFC 4791 §4.1, kept and not read. */
  readonly others: number;
}

/** Null when there is no VEVENT: a task, a journal entry or free/busy time. */
export const partsOf = (calendar: Component): EventParts | null => {
  const events = childrenOf(calendar, 'VEVENT');
  const main = events.find(event => !lineOf(event, 'RECURRENCE-ID')) ?? events[0];
  if (!main) return null;
  const same = events.filter(event => valueOf(event, 'UID') === valueOf(main, 'UID'));
  const overrides = same.filter(event => event !== main && lineOf(event, 'RECURRENCE-ID'));
  return { calendar, main, overrides, others: events.length - overrides.length - 1 };
};

/** Reads a calendar object resource; throws `IcsError` when it is none or its event cannot be understood. */
export const readEvent = (ics: string): EventReading | null => {
  const parts = partsOf(parseCalendar(ics));
  return parts && readParts(parts, zonesOf(parts.calendar));
};

export const readParts = (parts: EventParts, zones: Zones): EventReading => {
  const { main, overrides } = parts;
  const occurrence = readOccurrence(main, zones);
  const anchor = anchorOf(main, occurrence, zones);
  const fields: CalendarEventFields = {
    ...occurrence,
    uid: textOf(main, 'UID', 1_000),
    visibility: readVisibility(valueOf(main, 'CLASS')),
    organizer: readOrganizer(main),
    categories: readCategories(main),
    url: valueOf(main, 'URL') === undefined ? null : clip(valueOf(main, 'URL') ?? '', 10_000),
    recurrence: readRecurrence(main, anchor, zones),
    exceptions: readExceptions(overrides, anchor, zones),
  };
  const checked = CalendarEventFields.safeParse(fields);
  if (!checked.success)
    throw new IcsError(checked.error.issues.map(i => `${i.path.join('.')}: ${i.message}`).join('; '));
  return { fields: checked.data, modifiedAt: modifiedAt([main, ...overrides]), notes: notesOf(parts) };
};

/** Occurrences are named as the rule names them: by the start of the series. */
export const anchorOf = (main: Component, { start }: Occurrence, zones: Zones): EventTime => {
  const recurrenceId = lineOf(main, 'RECURRENCE-ID');
  return recurrenceId ? timeOf(recurrenceId, zones) : start;
};

/** RFC 5545 §3.8.1.3: an unknown word is to be treated as PRIVATE. */
const readVisibility = (value: string | undefined): CalendarEventFields['visibility'] => {
  const word = value?.trim().toUpperCase();
  if (word === undefined) return 'default';
  return word === 'PUBLIC' ? 'public' : word === 'CONFIDENTIAL' ? 'confidential' : 'private';
};

const readCategories = (main: Component): string[] => {
  const names = linesOf(main, 'CATEGORIES').flatMap(entry => splitList(entry.value).map(unescapeText));
  return [...new Set(names.map(name => clip(name, 500)))].filter(name => name !== '').slice(0, 500);
};

export const recurrenceIdOf = (override: Component, anchor: EventTime, zones: Zones): EventTime => {
  const entry = lineOf(override, 'RECURRENCE-ID');
  if (!entry) throw new IcsError('a changed occurrence has no RECURRENCE-ID');
  return align(timeOf(entry, zones), anchor);
};

const readExceptions = (
  overrides: readonly Component[],
  anchor: EventTime,
  zones: Zones,
): EventException[] => {
  const found = new Map<string, EventException>();
  for (const override of overrides) {
    const recurrenceId = recurrenceIdOf(override, anchor, zones);
    found.set(eventTimeKey(recurrenceId), { recurrenceId, ...readOccurrence(override, zones) });
  }
  return [...found.values()].slice(0, 2_000);
};

const modifiedAt = (events: readonly Component[]): Date | null => {
  const times = events.flatMap(event => {
    const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(
      valueOf(event, 'LAST-MODIFIED')?.trim() ?? '',
    );
    return match
      ? [Date.UTC(...(match.slice(1).map((n, i) => Number(n) - (i === 1 ? 1 : 0)) as [number, number]))]
      : [];
  });
  return times.length === 0 ? null : new Date(Math.max(...times));
};

const notesOf = ({ overrides, others }: EventParts): string[] => [
  ...(others > 0 ? [`${others} further events with another UID or another master`] : []),
  ...(overrides.some(isRange)
    ? ['a change of this and all following occurrences is read as a change of the first']
    : []),
];

const isRange = (override: Component): boolean => {
  const entry = lineOf(override, 'RECURRENCE-ID');
  return entry !== undefined && paramOf(entry, 'RANGE')?.toUpperCase() === 'THISANDFUTURE';
};
