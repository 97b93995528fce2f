import { readOrganizer } from './attendees.js';
import { childrenOf, formatCalendar, linesOf, setValue, type Component } from './syntax/component.js';
import { formatLine } from './syntax/content-line.js';
import { utcStamp } from './event-time.js';
import { valueOf } from './occurrence.js';

export interface Scheduling {
  readonly now: Date;
  readonly address: string | null;
  /** The calendar as it was. */
  readonly before: Component;
}

/** A change of these makes attendees decide anew (https://www.rfc-editor.org/rfc/rfc5546#section-2.1.4). */
const significant = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'STATUS'];

const schedule = (event: Component): string =>
  significant.flatMap(name => linesOf(event, name).map(formatLine)).join('\n');

const keyOf = (event: Component): string =>
  `${valueOf(event, 'UID')} ${valueOf(event, 'RECURRENCE-ID') ?? ''}`;

/** Gives every changed component its new revision; the series' main one stands for removed occurrences too. */
export const stamp = (calendar: Component, main: Component, { now, address, before }: Scheduling): void => {
  const old = new Map(childrenOf(before, 'VEVENT').map(event => [keyOf(event), event]));
  for (const event of childrenOf(calendar, 'VEVENT')) {
    const was = old.get(keyOf(event));
    if (event !== main && was && formatCalendar(was) === formatCalendar(event)) continue;
    const isRescheduled = was !== undefined && schedule(was) !== schedule(event);
    if (isRescheduled && isOurs(event, address)) setValue(event, 'SEQUENCE', String(sequenceOf(event) + 1));
    setValue(event, 'DTSTAMP', utcStamp(now));
    setValue(event, 'LAST-MODIFIED', utcStamp(now));
  }
};

const sequenceOf = (event: Component): number => {
  const value = Number(valueOf(event, 'SEQUENCE') ?? 0);
  return Number.isInteger(value) && value >= 0 ? value : 0;
};

/** Only the organizer counts revisions; who cannot be told apart from them may be them. */
const isOurs = (event: Component, address: string | null): boolean => {
  const organizer = readOrganizer(event);
  return organizer === null || address === null || organizer.email === address.toLowerCase();
};
