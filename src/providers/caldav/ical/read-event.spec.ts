import type { EventTime } from '#unified-models';
import { describe, expect, it } from '@jest/globals';
import { corpus } from '../../../../test/corpus/calendar/index.js';
import { readEvent } from './index.js';

const byName = new Map(corpus().map(({ name, ics }) => [name, ics]));

const read = (name: string) => {
  const reading = readEvent(byName.get(name) ?? `no corpus event is called ${name}`);
  if (!reading) throw new Error('no event');
  return reading.fields;
};

const event = (...lines: string[]) => {
  const ics = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:u', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join(
    '\r\n',
  );
  const reading = readEvent(ics);
  if (!reading) throw new Error('no event');
  return reading.fields;
};

const at = (local: string, zone: string | null, rawZone?: string): EventTime => ({
  kind: 'time',
  local,
  zone,
  ...(rawZone === undefined ? {} : { rawZone }),
});

describe('reading zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/paris', 'Europe/Paris'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Standard Time (Mexico)', 'America/Tijuana'],
    ['/freeassociation.sourceforge.net/Tzfile/America/Chicago', 'America/Chicago'],
    ['/softwarestudio.org/Olson_20011030_5/America/New_York', 'America/New_York'],
    ['/citadel.org/20210210_1/America/Argentina/Salta', 'America/Argentina/Salta'],
    ['GMT+0100', 'Etc/GMT-1'],
    ['Nowhere/At All', null],
  ])('reads %s as %s and keeps the wall time', (tzid, zone) => {
    const { start } = read(`time in ${tzid} on 20260710`);
    expect(start).toEqual(at('2026-07-10T09:00:00', zone, zone === tzid ? undefined : tzid));
  });

  it.each([
    ['own definition named Custom Berlin', 'Europe/Berlin'],
    ['own definition named (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Berlin'],
    ['definition with the fixed offset +0530', 'Asia/Kolkata'],
    ['definition with the fixed offset +1400', 'Pacific/Kiritimati'],
    ['definition with the fixed offset +0123', null],
  ])('recognises an %s by its rules', (name, zone) => {
    expect(read(name).start).toMatchObject({ zone });
  });

  it('does not let a definition that repeats every second keep it busy', () => {
    const zone =
      'BEGIN:VTIMEZONE\r\nTZID:Busy\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE';
    const ics = `BEGIN:VCALENDAR\r\n${zone}\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID=Busy:20260101T000000\r\nEND:VEVENT\r\nEND:VCALENDAR`;
    const before = performance.now();
    expect(readEvent(ics)?.fields.start).toEqual(at('2026-01-01T00:00:00', null, 'Busy'));
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('reading times', () => {
  it.each([
    [['DTSTART;VALUE=DATE:20260601'], { kind: 'date', date: '2026-06-02' }],
    [['DTSTART;VALUE=DATE:20260601', 'DTEND;VALUE=DATE:20260601'], { kind: 'date', date: '2026-06-02' }],
    [['DTSTART;VALUE=DATE:20260601', 'DURATION:P2W'], { kind: 'date', date: '2026-06-15' }],
    [['DTSTART:20260601T090000Z'], at('2026-06-01T09:00:00', 'UTC')],
    [['DTSTART:20260601T090000Z', 'DTEND:20260601T080000Z'], at('2026-06-01T09:00:00', 'UTC')],
    [['DTSTART:20260601T090000', 'DURATION:P1DT2H'], at('2026-06-02T11:00:00', null)],
    // The night of 29 March 2026 has 23 hours in Berlin: a day is a day, 24 hours are not.
    [
      ['DTSTART;TZID=Europe/Berlin:20260328T220000', 'DURATION:P1D'],
      at('2026-03-29T22:00:00', 'Europe/Berlin'),
    ],
    [
      ['DTSTART;TZID=Europe/Berlin:20260328T220000', 'DURATION:PT24H'],
      at('2026-03-29T23:00:00', 'Europe/Berlin'),
    ],
  ])('%j ends at the right time', (lines, end) => {
    expect(event(...lines).end).toEqual(end);
  });

  it('names occurrences in the terms of the series, however they were written', () => {
    const { recurrence } = event(
      'DTSTART;TZID=Europe/Berlin:20260302T090000',
      'RRULE:FREQ=DAILY',
      'EXDATE:20260303T080000Z,20260330T070000Z',
      'EXDATE;VALUE=DATE:20260305',
      'EXDATE;TZID=America/New_York:20260306T030000',
    );
    expect(recurrence?.excluded).toEqual(
      ['2026-03-03', '2026-03-30', '2026-03-05', '2026-03-06'].map(day =>
        at(`${day}T09:00:00`, 'Europe/Berlin'),
      ),
    );
  });

  it.each(['20260230', '2026-06-01', 'tomorrow', '20260601T250000', ''])(
    'says that "%s" is no time',
    value => {
      expect(() => event(`DTSTART:${value}`)).toThrow('DTSTART');
    },
  );
});

describe('reading people and alarms', () => {
  it('takes the address from where it is', () => {
    const { attendees, organizer } = read('invitation of 1');
    expect(attendees.map(({ email }) => email)).toEqual(
      expect.arrayContaining([
        'jane.doe@example.com',
        'via-param@example.com',
        'urn:uuid:6a5c7c3e-0000-4000-8000-000000000001',
        'tag+plus@example.com',
        'münchen@bücher.example',
      ]),
    );
    expect(attendees.find(({ email }) => email === 'caret@example.com')?.name).toBe(
      'Quote "here" and ^ and \n line',
    );
    expect(organizer).toEqual({ email: 'boss@example.com', name: 'Big; Boss' });
  });

  it('tells no alarm from the default alarm', () => {
    expect(read('byte order mark').reminders).toBeNull();
    expect(read('alarm ACTION:NONE TRIGGER;VALUE=DATE-TIME:19760401T005545Z').reminders).toEqual([]);
    expect(read('alarm ACTION:EMAIL TRIGGER;RELATED=END:PT0S').reminders).toEqual([
      { method: 'email', minutesBefore: -60 },
    ]);
  });

  it('reads an invitation to single occurrences without their series', () => {
    const fields = read('3 occurrences without their series');
    expect(fields.title).toBe('Only the 1.');
    expect(fields.exceptions.map(({ title }) => title)).toEqual(['Only the 2.', 'Only the 3.']);
  });

  it('has nothing to say of a task', () => {
    expect(readEvent('BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR')).toBeNull();
  });
});
