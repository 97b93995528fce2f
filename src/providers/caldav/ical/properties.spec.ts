import { CalendarEventFields, type EventTime } from '#unified-models';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import {
  createEvent,
  parseCalendar,
  patchEvent,
  readEvent,
  type Component,
  type WriteContext,
} from './index.js';

const context: WriteContext = { now: new Date('2026-11-21T12:00:00Z'), recordId: 'r-1', address: null };

/** Text as people and hostile senders write it, less what no iCalendar text can hold. */
const text = fc
  .string({ unit: 'binary', maxLength: 120 })
  .map(raw => raw.toWellFormed().replace(new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f]', 'g'), ''));
const word = text.map(raw => raw.trim() || 'word');
const email = fc
  .tuple(fc.stringMatching(/^[a-z0-9.+_%-]{1,20}$/), fc.stringMatching(/^[a-z]{1,10}\.(?:com|example)$/))
  .map(([local, host]) => `${local}@${host}`);

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Africa/Casablanca',
  null,
);
const rawZone = fc.constantFrom(
  undefined,
  undefined,
  'W. Europe Standard Time',
  'My "own" zone; here',
  '/x.org/Old',
);
const pad = (n: number): string => String(n).padStart(2, '0');

/** Times of one event share kind and zone; minutes from the beginning of 2026. */
const clock = fc
  .record({ isDate: fc.boolean(), zone, rawZone })
  .map(({ isDate, zone: name, rawZone: raw }) => (minutes: number): EventTime => {
    const at = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
    const date = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
    if (isDate) return { kind: 'date', date };
    const local = `${date}T${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:00`;
    return {
      kind: 'time',
      local,
      zone: name,
      ...(name !== null && raw !== undefined ? { rawZone: raw } : {}),
    };
  });

const attendees = fc.uniqueArray(
  fc.record({
    email,
    name: fc.option(text),
    role: fc.constantFrom('required', 'optional', 'informational', 'chair'),
    response: fc.constantFrom('needs_action', 'accepted', 'declined', 'tentative', 'delegated'),
    kind: fc.constantFrom('person', 'group', 'resource', 'room', 'unknown'),
  }),
  { selector: a => a.email, maxLength: 5 },
);
const reminders = fc.option(
  fc.uniqueArray(
    fc.record({
      method: fc.constantFrom('popup', 'email', 'other'),
      minutesBefore: fc.integer({ min: -10_000, max: 50_000 }),
    }),
    { selector: r => `${r.method} ${r.minutesBefore}`, maxLength: 4 },
  ),
);

const occurrence = (at: (minutes: number) => EventTime) =>
  fc
    .record({
      title: text,
      description: fc.option(text),
      location: fc.option(text),
      status: fc.constantFrom('confirmed', 'tentative', 'cancelled'),
      transparency: fc.constantFrom('busy', 'free'),
      attendees,
      reminders,
      from: fc.integer({ min: 0, max: 500_000 }),
      days: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ from, days, ...rest }) => ({ ...rest, start: at(from), end: at(from + days * 1440) }));

const minutesOf = fc.uniqueArray(fc.integer({ min: 0, max: 365 }), { maxLength: 6 });

const eventFields = clock.chain(at =>
  fc
    .record({
      main: occurrence(at),
      uid: word,
      visibility: fc.constantFrom('default', 'public', 'private', 'confidential'),
      organizer: fc.option(fc.record({ email, name: fc.option(text) })),
      categories: fc.uniqueArray(word, { maxLength: 4 }),
      url: fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true })),
      excluded: minutesOf,
      additional: minutesOf,
      rules: fc.constantFrom(['FREQ=WEEKLY;BYDAY=MO,TU'], ['FREQ=DAILY;COUNT=9'], []),
      changed: fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 365 }), as: occurrence(at) }), {
        selector: c => c.day,
        maxLength: 3,
      }),
    })
    .map(({ main, excluded, additional, rules, changed, ...rest }) => {
      const isSeries = rules.length + excluded.length + additional.length > 0;
      const recurrence = {
        rules,
        excluded: excluded.map(day => at(day * 1440)),
        additional: additional.map(day => at(day * 1440)),
      };
      const exceptions = changed.map(({ day, as }) => ({ recurrenceId: at(day * 1440), ...as }));
      return CalendarEventFields.parse({
        ...main,
        ...rest,
        recurrence: isSeries ? recurrence : null,
        exceptions: isSeries ? exceptions : [],
      });
    }),
);

const fieldsOf = (ics: string) => readEvent(ics)?.fields;

const linesOf = (of: Component): string[] =>
  of.entries.flatMap(entry => (entry.kind === 'line' ? [`${entry.name}:${entry.value}`] : linesOf(entry)));

const foreign = ['X-FOREIGN;X-P="a;b":kept', 'COMMENT:kept\\, too', 'ATTACH:https://example.com/kept'];

describe('writing and reading events', () => {
  it('reads back exactly the fields it wrote', () => {
    fc.assert(
      fc.property(eventFields, fields => {
        const ics = createEvent(fields, context);
        expect(fieldsOf(ics)).toEqual(fields);
      }),
      { numRuns: 400 },
    );
  });

  it('writes what another parser reads the same', () => {
    fc.assert(
      fc.property(eventFields, fields => {
        const parsed = new ICAL.Component(ICAL.parse(createEvent(fields, context)));
        const main = parsed.getAllSubcomponents('vevent')[0];
        expect(main?.getFirstPropertyValue('summary') ?? '').toBe(fields.title);
        expect(main?.getFirstPropertyValue('description') ?? null).toBe(fields.description);
        expect(main?.getAllProperties('attendee').length).toBe(fields.attendees.length);
        expect(parsed.getAllSubcomponents('vevent').length).toBe(1 + fields.exceptions.length);
      }),
      { numRuns: 150 },
    );
  });

  it('turns any event into any other by patching, and keeps what it does not know', () => {
    fc.assert(
      fc.property(eventFields, eventFields, (before, after) => {
        const ics = createEvent(before, context).replace(
          'SEQUENCE:0',
          `SEQUENCE:0\r\n${foreign.join('\r\n')}`,
        );
        const wanted = { ...after, uid: before.uid };
        const patched = patchEvent(ics, wanted, Object.keys(wanted), context) ?? ics;
        expect(sorted(fieldsOf(patched))).toEqual(sorted(wanted));
        for (const kept of foreign) expect(patched).toContain(kept);
        for (const event of new ICAL.Component(ICAL.parse(patched)).getAllSubcomponents('vevent')) {
          const end = event.getFirstProperty('dtend');
          if (end) expect(end.type).toBe(event.getFirstProperty('dtstart')?.type);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes one field without touching another', () => {
    const names = [
      'title',
      'location',
      'status',
      'attendees',
      'reminders',
      'categories',
      'url',
      'organizer',
    ] as const;
    fc.assert(
      fc.property(eventFields, eventFields, fc.constantFrom(...names), (before, after, name) => {
        const ics = createEvent(before, context);
        const patched = patchEvent(ics, { ...before, [name]: after[name] }, [name], context) ?? ics;
        expect(sorted(fieldsOf(patched))).toEqual(sorted({ ...before, [name]: after[name] }));
        const properties: Record<typeof name, RegExp> = {
          title: /^SUMMARY/,
          location: /^LOCATION/,
          status: /^STATUS/,
          attendees: /^ATTENDEE/,
          reminders: /^(ACTION|TRIGGER|DESCRIPTION|SUMMARY|ATTENDEE)/,
          categories: /^CATEGORIES/,
          url: /^URL/,
          organizer: /^ORGANIZER/,
        };
        const rest = (of: string): string[] =>
          linesOf(parseCalendar(of)).filter(
            l => !properties[name].test(l) && !/^(SEQUENCE|DTSTAMP|LAST-MOD)/.test(l),
          );
        expect(rest(patched)).toEqual(rest(ics));
      }),
      { numRuns: 300 },
    );
  });

  it('never breaks on garbage in other ways than by saying so', () => {
    const token = fc.constantFrom(
      'BEGIN:',
      'END:',
      'VCALENDAR',
      'VEVENT',
      'DTSTART',
      ';',
      ':',
      '"',
      '=',
      '\r\n',
      '\n ',
      'TZID',
      '20260101',
      ',',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ maxLength: 8 }))), parts => {
        const ics = `BEGIN:VCALENDAR\nBEGIN:VEVENT\n${parts.join('')}\nEND:VEVENT\nEND:VCALENDAR`;
        try {
          readEvent(ics);
        } catch (error) {
          expect((error as Error).name).toBe('IcsError');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/**
 * Sets have no order: a patch keeps the old members in front. A vendor's zone name that the resource already gives
 * another meaning yields to the IANA name.
 */
const sorted = (fields: unknown): unknown =>
  JSON.parse(JSON.stringify(fields ?? null), (key, value: unknown) =>
    key === 'rawZone'
      ? undefined
      : Array.isArray(value)
        ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
  );
