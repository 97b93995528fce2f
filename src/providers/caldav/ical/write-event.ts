import { eventTimeKey, type CalendarEventFields, type EventException, type EventTime } from '#unified-models';
import { isDeepStrictEqual } from 'node:util';
import { writeOrganizer } from './attendees.js';
import {
  childrenOf,
  component,
  formatCalendar,
  lineOf,
  parseCalendar,
  removeChild,
  setLines,
  setValue,
  type Component,
} from './syntax/component.js';
import { line } from './syntax/content-line.js';
import { blank, editOccurrence } from './edit-occurrence.js';
import { align, timeLine, utcStamp } from './event-time.js';
import { readOccurrence } from './occurrence.js';
import { anchorOf, partsOf, readParts, recurrenceIdOf, type EventParts } from './read-event.js';
import { writeRecurrence } from './recurrence.js';
import { stamp, type Scheduling } from './revision.js';
import { escapeText } from './syntax/text-value.js';
import { vtimezone } from './zones/vtimezone.js';
import { zonesOf, type Zones } from './zones/zones.js';

export interface WriteContext {
  readonly now: Date;
  /** UID of an event that brings none. */
  readonly recordId: string;
  /** The account's own address, when it is known: it receives reminders and tells whether we organize. */
  readonly address: string | null;
}

interface Work extends WriteContext {
  readonly zones: Zones;
  readonly isAllowed: (field: string) => boolean;
}

/** A new calendar object resource that says exactly these fields. */
export const createEvent = (fields: CalendarEventFields, context: WriteContext): string => {
  const uid = line('UID', escapeText(fields.uid ?? context.recordId));
  const created = line('CREATED', utcStamp(context.now));
  const main = component('VEVENT', [uid, line('DTSTAMP', created.value), created, line('SEQUENCE', '0')]);
  const calendar = component('VCALENDAR', [
    line('VERSION', '2.0'),
    line('PRODID', '-//Causeway//Causeway//EN'),
    main,
  ]);
  const work = { ...context, zones: zonesOf(calendar), isAllowed: () => true };
  editOccurrence({
    component: main,
    now: blank,
    wanted: fields,
    zones: work.zones,
    address: context.address,
  });
  edit({ calendar, main, overrides: [], others: 0 }, fields, work);
  setValue(main, 'LAST-MODIFIED', created.value);
  addZones(calendar, work.zones);
  return formatCalendar(calendar);
};

/**
 * The original with only the changed fields rewritten: whatever else is in it (X- properties, alarms at places,
 * comments of attendees, zone definitions) leaves as it came. Null when it says all that already.
 */
export const patchEvent = (
  ics: string,
  fields: CalendarEventFields,
  changed: readonly string[],
  context: WriteContext,
): string | null => {
  const parts = partsOf(parseCalendar(ics));
  if (!parts) return createEvent(fields, context);
  const zones = zonesOf(parts.calendar);
  const work = { ...context, zones, isAllowed: (field: string) => changed.includes(field) };
  const before = formatCalendar(parts.calendar);
  const scheduling: Scheduling = { now: context.now, address: context.address, before: parseCalendar(ics) };
  const now = readParts(parts, zones).fields;
  editOccurrence(
    { component: parts.main, now, wanted: fields, zones, address: context.address },
    work.isAllowed,
  );
  edit(parts, fields, work);
  if (formatCalendar(parts.calendar) === before) return null;
  stamp(parts.calendar, parts.main, scheduling);
  addZones(parts.calendar, zones);
  return formatCalendar(parts.calendar);
};

/** The fields that only a whole event has. */
const edit = (parts: EventParts, fields: CalendarEventFields, work: Work): void => {
  const { main } = parts;
  const now = readParts(parts, work.zones).fields;
  const differs = (field: keyof CalendarEventFields): boolean =>
    work.isAllowed(field) && !isDeepStrictEqual(now[field], fields[field]);
  const anchor = anchorOf(main, now, work.zones);
  if (differs('visibility')) {
    setValue(main, 'CLASS', fields.visibility === 'default' ? null : fields.visibility.toUpperCase());
  }
  if (differs('organizer')) writeOrganizer(main, fields.organizer);
  if (differs('categories')) {
    const list = fields.categories.map(escapeText).join(',');
    setLines(main, 'CATEGORIES', list === '' ? [] : [line('CATEGORIES', list)]);
  }
  if (differs('url')) setValue(main, 'URL', fields.url === null ? null : uriText(fields.url));
  if (differs('recurrence')) writeRecurrence(main, fields.recurrence, anchor, work.zones);
  if (differs('exceptions')) writeExceptions(parts, fields.exceptions, anchor, work);
};

/** A URI holds no blanks or control characters, and a line end in it would start another property. */
const uriText = (url: string): string =>
  url.toWellFormed().replace(/[\u0000-\u0020\u007f]/g, char => encodeURIComponent(char));

const writeExceptions = (
  { calendar, main, overrides }: EventParts,
  wanted: readonly EventException[],
  anchor: EventTime,
  work: Work,
): void => {
  const rest = new Map(
    wanted.map(exception => [eventTimeKey(align(exception.recurrenceId, anchor)), exception]),
  );
  for (const override of overrides) {
    const key = eventTimeKey(recurrenceIdOf(override, anchor, work.zones));
    const exception = rest.get(key);
    rest.delete(key);
    if (!exception) removeChild(calendar, override);
    else editException(override, exception, work);
  }
  for (const exception of rest.values()) calendar.entries.push(newException(main, exception, anchor, work));
};

const editException = (override: Component, wanted: EventException, { zones, address }: Work): void => {
  editOccurrence({ component: override, now: readOccurrence(override, zones), wanted, zones, address });
};

/** A changed occurrence belongs to its series by UID and is scheduled by the same organizer. */
const newException = (main: Component, wanted: EventException, anchor: EventTime, work: Work): Component => {
  const shared = ['UID', 'ORGANIZER', 'SEQUENCE', 'CLASS'].flatMap(name => lineOf(main, name) ?? []);
  const recurrenceId = timeLine('RECURRENCE-ID', [align(wanted.recurrenceId, anchor)], work.zones);
  const override = component('VEVENT', [...shared, line('DTSTAMP', utcStamp(work.now)), recurrenceId]);
  editOccurrence({ component: override, now: blank, wanted, zones: work.zones, address: work.address });
  return override;
};

/** Every zone that a new line names is defined (RFC 5545 §3.2.19), in front of the events. */
const addZones = (calendar: Component, zones: Zones): void => {
  const used = new Set(
    childrenOf(calendar, 'VEVENT').flatMap(event =>
      event.entries.flatMap(entry =>
        entry.kind === 'line' ? entry.params.filter(p => p.name === 'TZID').flatMap(p => p.values) : [],
      ),
    ),
  );
  const missing = [...zones.needed].filter(([tzid]) => used.has(tzid));
  const at = calendar.entries.findIndex(entry => entry.kind === 'component');
  const added = missing.map(([tzid, { zone, year }]) => vtimezone(tzid, zone, year));
  calendar.entries.splice(at < 0 ? calendar.entries.length : at, 0, ...added);
};
