import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarEventFields, type EventTime } from '#unified-models';
import { eventIdOf } from '../events/event-id.js';
import type { GoogleEvent } from '../google-calendar.types.js';
import { partsFrom, partsOf, upsertOf, versionOf } from '../events/parts.js';
import { readAttendees, readReminders, writeAttendees, writeReminders } from './attendees.js';
import { readEvent } from './read-event.js';
import { readRecurrence, writeRecurrence } from './recurrence.js';
import { endFrom, inZone, readTime, stampOf, writeTime } from './times.js';

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
);
const two = (n: number): string => String(n).padStart(2, '0');
const date = fc
  .tuple(
    fc.integer({ min: 2000, max: 2060 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`);
// Hours at which no zone above changes its clocks.
const local = fc.tuple(date, fc.integer({ min: 4, max: 22 }), fc.integer({ min: 0, max: 59 }));
const timed: fc.Arbitrary<EventTime> = fc
  .tuple(local, zone)
  .map(([[day, h, m], name]) => ({ kind: 'time', local: `${day}T${two(h)}:${two(m)}:00`, zone: name }));
const allDay: fc.Arbitrary<EventTime> = date.map(day => ({ kind: 'date', date: day }));
const time = fc.oneof(timed, allDay);

describe('times', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(time, value => expect(readTime(writeTime(value, 'UTC'))).toEqual(value)));
  });

  it('are told in the zone the person meant, whatever offset Google writes', () => {
    const meant = { dateTime: '2027-07-01T03:00:00-04:00', timeZone: 'Europe/Berlin' };
    expect(readTime(meant)).toEqual({ kind: 'time', local: '2027-07-01T09:00:00', zone: 'Europe/Berlin' });
  });

  it('keep the name of a zone that nobody knows', () => {
    const strange = { dateTime: '2027-07-01T09:00:00Z', timeZone: 'Middle-earth/Shire' };
    expect(readTime(strange)).toMatchObject({ zone: 'UTC', rawZone: 'Middle-earth/Shire' });
  });

  it('mean the same instant in another zone', () => {
    fc.assert(
      fc.property(timed, zone, (value, other) => {
        expect(stampOf(inZone(value, other), 'UTC')).toBe(stampOf(value, 'UTC'));
      }),
    );
  });

  it('give an occurrence the length of its series, also over a change of the clocks', () => {
    const berlin = (text: string): EventTime => ({ kind: 'time', local: text, zone: 'Europe/Berlin' });
    const first = { start: berlin('2027-03-26T22:00:00'), end: berlin('2027-03-27T06:00:00') };
    expect(endFrom(berlin('2027-03-27T22:00:00'), first)).toEqual(berlin('2027-03-28T07:00:00'));
  });
});

describe('recurrence lines', () => {
  it('come back as they were written', () => {
    const times = (of: fc.Arbitrary<EventTime>) =>
      fc.uniqueArray(of, { maxLength: 4, selector: t => stampOf(t, 'UTC') });
    const inUtc = timed.map(value => inZone(value, 'UTC'));
    const series = fc.oneof(
      fc.record({ start: inUtc, excluded: times(inUtc), additional: times(inUtc) }),
      fc.record({ start: allDay, excluded: times(allDay), additional: times(allDay) }),
    );
    fc.assert(
      fc.property(series, ({ start, excluded, additional }) => {
        const recurrence = { rules: ['FREQ=WEEKLY;BYDAY=MO,TU'], excluded, additional };
        expect(readRecurrence(writeRecurrence(recurrence, 'UTC'), start)).toEqual(recurrence);
      }),
    );
  });

  it('are read in every form that RFC 5545 allows', () => {
    const start: EventTime = { kind: 'time', local: '2027-01-01T09:00:00', zone: 'Europe/Berlin' };
    const lines = [
      'RRULE:FREQ=DAILY;UNTIL=20270301T080000Z',
      'EXDATE:20270102T080000Z,20270103T080000Z',
      'EXDATE;TZID=America/New_York:20270104T030000',
      'EXDATE;VALUE=DATE:20270105',
      'RDATE;VALUE=PERIOD:20270201T080000Z/PT1H',
      'X-UNKNOWN;A="b:c":d',
    ];
    const at = (day: string): EventTime => ({
      kind: 'time',
      local: `${day}T09:00:00`,
      zone: 'Europe/Berlin',
    });
    expect(readRecurrence(lines, start)).toEqual({
      rules: ['FREQ=DAILY;UNTIL=20270301T080000Z'],
      excluded: [at('2027-01-02'), at('2027-01-03'), at('2027-01-04'), { kind: 'date', date: '2027-01-05' }],
      additional: [at('2027-02-01')],
    });
  });
});

describe('guests and reminders', () => {
  it('survive being written and read', () => {
    const attendee = fc.record({
      email: fc.emailAddress().map(text => text.toLowerCase()),
      name: fc.option(fc.string({ minLength: 1 }), { nil: null }),
      role: fc.constantFrom('required' as const, 'optional' as const),
      response: fc.constantFrom(
        'needs_action' as const,
        'accepted' as const,
        'declined' as const,
        'tentative' as const,
      ),
      kind: fc.constantFrom('person' as const, 'resource' as const),
    });
    const attendees = fc.uniqueArray(attendee, { selector: ({ email }) => email });
    fc.assert(
      fc.property(attendees, set => {
        const read = readAttendees(writeAttendees(set));
        expect(read).toEqual(set.toSorted((a, b) => (a.email < b.email ? -1 : 1)));
      }),
    );
  });

  it('name the organizer chair and a guest without an address not at all', () => {
    const guests = [{ email: 'A@B.C', organizer: true, self: true }, { displayName: 'Nobody' }];
    expect(readAttendees(guests)).toMatchObject([{ email: 'a@b.c', role: 'chair' }]);
  });

  it('tell the calendar’s reminders from none', () => {
    expect(readReminders(writeReminders(null))).toBeNull();
    expect(readReminders(writeReminders([]))).toEqual([]);
  });

  it('stay within what Google takes', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      method: 'popup' as const,
      minutesBefore: index * 9000 - 9000,
    }));
    const { overrides = [] } = writeReminders(many);
    expect(overrides.map(({ minutes }) => minutes)).toEqual([0, 9000, 18000, 27000, 36000]);
  });
});

describe('an event', () => {
  const bare: GoogleEvent = { id: 'a', start: { date: '2027-01-01' }, end: { date: '2027-01-02' } };

  it('has complete and valid fields however little Google says', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    const google = fc.record({
      summary: text,
      description: text,
      location: text,
      status: text,
      transparency: text,
      visibility: text,
      eventType: text,
    });
    fc.assert(
      fc.property(google, time, (more, start) => {
        const told = writeTime(start, 'UTC');
        const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
        const fields = readEvent({ master: { ...bare, ...given, start: told, end: told }, occurrences: [] });
        expect(CalendarEventFields.parse(fields)).toEqual(fields);
      }),
    );
  });

  it('keeps its parts in its payload', () => {
    const master = { ...bare, recurrence: ['RRULE:FREQ=DAILY'] };
    const row = {
      ...bare,
      id: 'a_20270103',
      recurringEventId: 'a',
      originalStartTime: { date: '2027-01-03' },
    };
    const parts = partsOf('a', [row, master]);
    if (!parts) throw new Error('no parts');
    expect(partsFrom(upsertOf(parts).data)).toEqual(parts);
  });

  it('is gone when its own row is cancelled, whatever became of its occurrences', () => {
    const row = { ...bare, id: 'a_20270103', recurringEventId: 'a' };
    expect(partsOf('a', [{ ...bare, status: 'cancelled' }, row])).toBeUndefined();
  });

  it('has a version that follows every part and no order', () => {
    const row = (id: string, etag: string): GoogleEvent => ({ ...bare, id, etag, recurringEventId: 'a' });
    const master = { ...bare, etag: '1' };
    const version = versionOf({ master, occurrences: [row('x', '1'), row('y', '1')] });
    expect(versionOf({ master, occurrences: [row('y', '1'), row('x', '1')] })).toBe(version);
    expect(versionOf({ master, occurrences: [row('x', '1'), row('y', '2')] })).not.toBe(version);
    expect(
      versionOf({ master: { ...master, etag: '2' }, occurrences: [row('x', '1'), row('y', '1')] }),
    ).not.toBe(version);
    expect(versionOf({ master, occurrences: [row('x', '1')] })).not.toBe(version);
  });
});

describe('an id chosen by the hub', () => {
  it('is one that Google takes, and tells records apart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 2 }), ([one = '', other = '']) => {
        expect(eventIdOf(one)).toMatch(/^[a-v0-9]{26}$/);
        expect(eventIdOf(one)).not.toBe(eventIdOf(other));
      }),
    );
  });

  it('is the base32hex of RFC 4648', () => {
    // The octets of "foobar" (RFC 4648 §10: CPNMUOJ1E8) before ten zero octets.
    expect(eventIdOf('666f6f62-6172-0000-0000-000000000000')).toBe('cpnmuoj1e8'.padEnd(26, '0'));
  });
});
