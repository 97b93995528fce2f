import { isDeepStrictEqual } from 'node:util';
import { writeAttendees } from './attendees.js';
import { lineOf, setLines, setValue, type Component } from './syntax/component.js';
import { line } from './syntax/content-line.js';
import { epochMs, timeLine, timeOf } from './event-time.js';
import { readSpan, type Occurrence } from './occurrence.js';
import { writeReminders } from './reminders.js';
import { escapeText } from './syntax/text-value.js';
import { UnwritableError } from './syntax/unwritable.js';
import type { Zones } from './zones/zones.js';

export interface Edit {
  readonly component: Component;
  /** What the component says now; empty for a new one. */
  readonly now: Partial<Occurrence>;
  readonly wanted: Occurrence;
  readonly zones: Zones;
  /** Address that reminders by mail go to. */
  readonly address: string | null;
}

type OccurrenceField = keyof Occurrence;

type Writer = (edit: Edit) => void;

const writeText =
  (property: string, field: 'description' | 'location', derived: string): Writer =>
  ({ component, wanted }) => {
    const old = lineOf(component, property);
    const text = wanted[field];
    // An ALTREP points at another rendering of the old text, and so do the vendors' own copies of it.
    const params = old?.params.filter(p => p.name !== 'ALTREP') ?? [];
    setLines(component, property, text === null ? [] : [line(property, escapeText(text), params)]);
    setLines(component, derived, []);
  };

const writeSpan: Writer = ({ component, wanted, zones }) => {
  const { start, end } = wanted;
  const isOrdered =
    start.kind === 'date'
      ? end.kind === 'date' && end.date > start.date
      : end.kind === 'time' && epochMs(end) >= epochMs(start);
  if (!isOrdered)
    throw new UnwritableError('end', 'expected a time of the same kind as start, and not before it');
  const dtstart = lineOf(component, 'DTSTART');
  const isMoved = !dtstart || !isDeepStrictEqual(timeOf(dtstart, zones), start);
  if (isMoved) setLines(component, 'DTSTART', [timeLine('DTSTART', [start], zones)]);
  // An end that was written for another start may be of another kind, and reading forgives what servers do not.
  if (!isMoved && isDeepStrictEqual(readSpan(component, zones), { start, end })) return;
  setLines(component, 'DURATION', []);
  const isMoment = isDeepStrictEqual(start, end);
  setLines(component, 'DTEND', isMoment ? [] : [timeLine('DTEND', [end], zones)]);
};

const writers: Readonly<Record<OccurrenceField, Writer>> = {
  title: ({ component, wanted: { title } }) => {
    const params = lineOf(component, 'SUMMARY')?.params.filter(p => p.name !== 'ALTREP') ?? [];
    setLines(component, 'SUMMARY', title === '' ? [] : [line('SUMMARY', escapeText(title), params)]);
  },
  description: writeText('DESCRIPTION', 'description', 'X-ALT-DESC'),
  location: writeText('LOCATION', 'location', 'X-APPLE-STRUCTURED-LOCATION'),
  start: writeSpan,
  end: writeSpan,
  status: ({ component, wanted }) => setValue(component, 'STATUS', wanted.status.toUpperCase()),
  transparency: ({ component, wanted }) =>
    setValue(component, 'TRANSP', wanted.transparency === 'free' ? 'TRANSPARENT' : 'OPAQUE'),
  attendees: ({ component, wanted }) => writeAttendees(component, wanted.attendees),
  reminders: ({ component, wanted, zones, address }) =>
    writeReminders(component, wanted.reminders, { span: wanted, zones }, { title: wanted.title, address }),
};

const fields = Object.keys(writers) as OccurrenceField[];

/** Writes the allowed fields that differ from what the component says, and touches nothing else. */
export const editOccurrence = (edit: Edit, isAllowed: (field: string) => boolean = () => true): void => {
  for (const field of fields) {
    if (isAllowed(field) && !isDeepStrictEqual(edit.now[field], edit.wanted[field])) writers[field](edit);
  }
};

/** What a component without any property but its times would say. */
export const blank: Partial<Occurrence> = {
  title: '',
  description: null,
  location: null,
  status: 'confirmed',
  transparency: 'busy',
  attendees: [],
  reminders: null,
};
