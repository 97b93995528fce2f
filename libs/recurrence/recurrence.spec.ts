import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { parseRule, UnreadableRule } from './rule.js';
import { EndlessRule, wallTimes } from './wall-times.js';
import { wallOf } from './zone-clock.js';

const endless = Number.POSITIVE_INFINITY;
const textOf = (wall: number): string => new Date(wall).toISOString().slice(0, 19);

/** The first starts of a rule, as far as `years` after its start. */
const starts = (rule: string, start: string, most = 10, years = 40): string[] => {
  const from = wallOf(start);
  const range = { from, to: from + years * 366 * 86_400_000, until: endless };
  return wallTimes(parseRule(rule), from, range).take(most).map(textOf).toArray();
};
const days = (rule: string, start = '1997-09-02T09:00:00', most = 6): string =>
  starts(rule, start, most)
    .map(text => text.slice(0, 10))
    .join(' ');

describe('the rules of RFC 5545 §3.8.5.3', () => {
  it.each([
    ['FREQ=DAILY;INTERVAL=10;COUNT=3', '1997-09-02 1997-09-12 1997-09-22'],
    ['FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', '1997-09-02 1997-09-04 1997-09-09 1997-09-11'],
    ['FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=7,8;COUNT=2', '1997-09-08 1997-12-08'],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=-1,1', '1997-09-30 1997-10-01 1997-10-31 1997-11-01'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3', '1998-02-13 1998-03-13 1998-11-13'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04 1997-10-07 1997-11-06'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3', '1997-09-29 1997-10-30 1997-11-27'],
    ['FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200', '2000-01-01 2000-04-09 2000-07-18 2003-01-01'],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=2', '1998-05-18 1999-05-17'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '1998-05-11 1999-05-17 2000-05-15'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3', '1998-03-05 1998-03-12 1998-03-19'],
    ['FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2', '1997-11-04 2001-11-06'],
  ])('expands %s', (rule, expected) => {
    expect(days(rule)).toBe(expected);
  });

  it('tells the week’s first day by WKST', () => {
    const rule = 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=';
    expect(days(`${rule}MO`, '1997-08-05T09:00:00')).toBe('1997-08-05 1997-08-10 1997-08-19 1997-08-24');
    expect(days(`${rule}SU`, '1997-08-05T09:00:00')).toBe('1997-08-05 1997-08-17 1997-08-19 1997-08-31');
  });

  it('expands times of day, in order', () => {
    const found = starts('FREQ=DAILY;BYHOUR=14,9;BYMINUTE=0,30;COUNT=5', '1997-09-02T09:00:00');
    expect(found.map(text => text.slice(8, 16))).toEqual([
      ...['02T09:00', '02T09:30', '02T14:00', '02T14:30', '03T09:00'],
    ]);
  });

  it('leaves out the days that a month lacks', () => {
    expect(days('FREQ=MONTHLY;COUNT=3', '2027-01-31T09:00:00')).toBe('2027-01-31 2027-03-31 2027-05-31');
    expect(days('FREQ=YEARLY;COUNT=2', '2024-02-29T09:00:00')).toBe('2024-02-29 2028-02-29');
  });
});

describe('rules that nobody meant', () => {
  it.each(['DAILY', 'MONTHLY', 'YEARLY'])('end when they never happen (%s)', frequency => {
    expect(days(`FREQ=${frequency};BYMONTH=2;BYMONTHDAY=30`)).toBe('');
  });

  it('are not walked for centuries', () => {
    expect(() => starts('FREQ=DAILY;COUNT=999999999', '1600-01-01T00:00:00', 1e6, 400)).toThrow(EndlessRule);
  });

  it.each([
    ...[
      '',
      'FREQ=SECONDLY',
      'FREQ=HOURLY',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;BYDAY=0MO',
      'FREQ=DAILY;COUNT=x',
    ],
    ...['FREQ=DAILY;UNTIL=tomorrow', 'FREQ=DAILY;BYMONTH=13', 'FREQ=DAILY;BYEASTER=1'],
  ])('are refused: %p', rule => {
    expect(() => parseRule(rule)).toThrow(UnreadableRule);
  });
});

describe('the expansion', () => {
  const list = (values: readonly string[], most: number) =>
    fc.subarray([...values], { minLength: 1, maxLength: most }).map(found => found.join(','));
  const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const nth = weekdayNames.flatMap(name => ['1', '2', '-1'].map(place => place + name));
  const monthDays = Array.from({ length: 28 }, (_, index) => `${index + 1}`);
  const rule = fc.oneof(
    fc.constant('FREQ=DAILY'),
    list(weekdayNames, 7).map(found => `FREQ=WEEKLY;BYDAY=${found}`),
    list(monthDays, 4).map(found => `FREQ=MONTHLY;BYMONTHDAY=${found}`),
    fc.constantFrom(...nth).map(found => `FREQ=MONTHLY;BYDAY=${found}`),
    fc.constantFrom(...nth).map(found => `FREQ=YEARLY;BYMONTH=3;BYDAY=${found}`),
  );
  const startDay = fc.integer({ min: 0, max: 9_000 });

  it('agrees with another implementation', () => {
    fc.assert(
      fc.property(rule, fc.integer({ min: 1, max: 4 }), startDay, (text, interval, day) => {
        const start = textOf(Date.UTC(2001, 0, 1 + day, 9));
        const whole = `${text};INTERVAL=${interval}`;
        const theirs = ICAL.Recur.fromString(whole).iterator(ICAL.Time.fromDateTimeString(start));
        const expected = Array.from({ length: 12 }, () => String(theirs.next()));
        expect(starts(whole, start, 12, 60)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same in a part of the range as in the whole', () => {
    fc.assert(
      fc.property(rule, startDay, fc.integer({ min: 0, max: 3_000 }), (text, day, later) => {
        const start = Date.UTC(2001, 0, 1 + day, 9);
        const [from, to] = [start + later * 86_400_000, start + (later + 90) * 86_400_000];
        const within = (begin: number) =>
          wallTimes(parseRule(text), start, { from: begin, to, until: endless }).toArray();
        expect(within(from)).toEqual(within(start).filter(wall => wall >= from));
      }),
      { numRuns: 300 },
    );
  });
});
