import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import type { EventTime } from '#unified-models';
import { graphDays, graphIndexes, type GraphPattern, type GraphRange } from '../graph.types.js';
import { datesOf } from '../simulator/expand.js';
import { ruleOf } from './pattern-to-rule.js';
import { recurrenceOf } from './rule-to-pattern.js';

const at = (date: string, zone = 'Europe/Berlin'): EventTime => ({
  kind: 'time',
  local: `${date}T09:30:00`,
  zone,
});

/** What another implementation makes of a rule: its first dates. */
const expanded = (rule: string, start: EventTime, count: number): string[] => {
  const first = start.kind === 'time' ? start.local : start.date;
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(first));
  const dates: string[] = [];
  for (let next = iterator.next(); next && dates.length < count; next = iterator.next())
    dates.push(next.toString().slice(0, 10));
  return dates;
};

const interval = fc.integer({ min: 1, max: 6 });
const month = fc.integer({ min: 1, max: 12 });
const index = fc.constantFrom(...graphIndexes);
const days = fc.uniqueArray(fc.constantFrom(...graphDays), { minLength: 1, maxLength: 7 });
const dayOfMonth = fc.integer({ min: 1, max: 31 });
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const patterns: fc.Arbitrary<GraphPattern> = fc.oneof(
  fc.record({ type: fc.constant('daily' as const), interval }),
  fc.record({
    type: fc.constant('weekly' as const),
    interval,
    daysOfWeek: days,
    firstDayOfWeek: fc.constantFrom(...graphDays),
  }),
  fc.record({ type: fc.constant('absoluteMonthly' as const), interval, dayOfMonth }),
  fc.record({ type: fc.constant('relativeMonthly' as const), interval, index, daysOfWeek: days }),
  fc.record({ type: fc.constant('absoluteYearly' as const), interval, month, dayOfMonth }).map(pattern => ({
    ...pattern,
    dayOfMonth: Math.min(pattern.dayOfMonth, longest[pattern.month - 1] ?? 28),
  })),
  fc.record({ type: fc.constant('relativeYearly' as const), interval, month, index, daysOfWeek: days }),
);

/** A series begins on a day of its own pattern, as Outlook sees to. */
const startOf = (pattern: GraphPattern, from: string): string =>
  datesOf({ pattern: { ...pattern, interval: 1 }, range: { type: 'noEnd', startDate: from } }, 1)[0] ?? from;

const ranges = (startDate: string): fc.Arbitrary<GraphRange> =>
  fc.oneof(
    fc.constant({ type: 'noEnd' as const, startDate }),
    fc
      .integer({ min: 1, max: 20 })
      .map(numberOfOccurrences => ({ type: 'numbered' as const, startDate, numberOfOccurrences })),
    fc.integer({ min: 0, max: 900 }).map(add => ({
      type: 'endDate' as const,
      startDate,
      endDate: new Date(Date.parse(startDate) + add * 86_400_000).toISOString().slice(0, 10),
    })),
  );

const series = fc
  .tuple(patterns, fc.integer({ min: 0, max: 1500 }))
  .map(([pattern, shift]) => {
    const from = new Date(Date.parse('2026-01-01') + shift * 86_400_000).toISOString().slice(0, 10);
    return { pattern, startDate: startOf(pattern, from) };
  })
  .chain(({ pattern, startDate }) => ranges(startDate).map(range => ({ pattern, range })));

const isExpandable = ({ pattern }: { pattern: GraphPattern }): boolean =>
  pattern.type !== 'absoluteMonthly' || ![29, 30].includes(pattern.dayOfMonth ?? 1);

describe('a recurrence', () => {
  it('has the same dates by its rule, as another implementation expands it, as by Outlook’s pattern', () => {
    fc.assert(
      // ical.js 2.2.1 takes the wrong one of BYMONTHDAY=28,29 with BYSETPOS=-1 after a February.
      fc.property(series.filter(isExpandable), recurrence => {
        // The other one compares UNTIL with the wall time, so both are in UTC.
        const start = at(recurrence.range.startDate, 'UTC');
        const rule = ruleOf(recurrence, start);
        const dates = datesOf(recurrence, 8);
        expect({ rule, dates: expanded(rule, start, dates.length) }).toEqual({
          rule,
          dates,
        });
      }),
      { numRuns: 100 },
    );
  });

  it('comes back from Outlook as the rule it went as', () => {
    fc.assert(
      fc.property(series, fc.boolean(), (recurrence, isDate) => {
        const { startDate } = recurrence.range;
        const start: EventTime = isDate ? { kind: 'date', date: startDate } : at(startDate);
        const rule = ruleOf(recurrence, start);
        const written = recurrenceOf(rule, start, 'W. Europe Standard Time');
        expect(ruleOf(written, start)).toBe(rule);
        expect(datesOf(written, 12)).toEqual(datesOf(recurrence, 12));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [29, 'FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1'],
    [30, 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'],
    [31, 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  ])('on the %ith falls on the last day of shorter months, and says so', (dayOfMonth, rule) => {
    const pattern = { type: 'absoluteMonthly', interval: 1, dayOfMonth } as const;
    const range = { type: 'noEnd', startDate: `2027-01-${dayOfMonth}` } as const;
    expect(ruleOf({ pattern, range }, at(range.startDate))).toBe(rule);
    expect(datesOf({ pattern, range }, 3)).toEqual([
      `2027-01-${dayOfMonth}`,
      '2027-02-28',
      `2027-03-${dayOfMonth}`,
    ]);
  });

  it.each([
    ['FREQ=WEEKLY', '2027-05-04', { type: 'weekly', daysOfWeek: ['tuesday'] }],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', '2027-05-03', { type: 'weekly', interval: 1 }],
    ['FREQ=MONTHLY', '2027-05-17', { type: 'absoluteMonthly', dayOfMonth: 17 }],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-05-31', { type: 'absoluteMonthly', dayOfMonth: 31 }],
    ['FREQ=YEARLY', '2027-12-24', { type: 'absoluteYearly', month: 12, dayOfMonth: 24 }],
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '2027-11-25', { type: 'relativeYearly', index: 'fourth' }],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      '2027-05-31',
      { type: 'relativeMonthly', index: 'last' },
    ],
  ])('reads %s', (rule, date, pattern) => {
    expect(recurrenceOf(rule, at(date), 'UTC').pattern).toMatchObject(pattern);
  });

  it.each([
    ['FREQ=DAILY;UNTIL=20270510T073000Z', '2027-05-10'],
    ['FREQ=DAILY;UNTIL=20270510T072959Z', '2027-05-09'],
    ['FREQ=DAILY;UNTIL=20270510', '2027-05-10'],
    ['FREQ=DAILY;UNTIL=20270509T233000Z', '2027-05-09'],
  ])('ends by %s on the last date whose occurrence begins in time', (rule, endDate) => {
    expect(recurrenceOf(rule, at('2027-05-03'), 'UTC').range).toMatchObject({ type: 'endDate', endDate });
  });

  it.each([
    'FREQ=HOURLY',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=5MO',
    'FREQ=MONTHLY;BYDAY=-2FR',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=1,7',
    'FREQ=YEARLY;BYWEEKNO=20',
    'FREQ=DAILY;INTERVAL=2;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=WEEKLY;UNTIL=soon',
    'FREQ=WEEKLY;BYDAY=XX',
  ])('refuses %s, which Outlook cannot keep', rule => {
    expect(() => recurrenceOf(rule, at('2027-05-03'), 'UTC')).toThrow(
      expect.objectContaining({ providerCode: 'permanent' }),
    );
  });
});
