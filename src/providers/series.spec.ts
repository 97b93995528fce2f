import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { occurrencesIn, ZoneClock } from '#recurrence';
import { calendarEvent, CalendarEventFields, type EventTime } from '#unified-models';
import type { GoogleEvent } from './google-calendar/google-calendar.types.js';
import { readEvent as readGoogle } from './google-calendar/mapping/read-event.js';
import { writeRecurrence as googleRecurrence } from './google-calendar/mapping/recurrence.js';
import { writeTime as googleTime } from './google-calendar/mapping/times.js';
import * as google from './google-calendar/mapping/write-event.js';
import type { GraphEvent, GraphTime } from './outlook-calendar/graph.types.js';
import { readEvent as readOutlook } from './outlook-calendar/mapping/read-event.js';
import { instantOfTime } from './outlook-calendar/mapping/times.js';
import { zoneFrom } from './outlook-calendar/mapping/zones.js';
import * as outlook from './outlook-calendar/mapping/write-event.js';

const context = { floatingZone: 'UTC' };
const names = Object.keys(CalendarEventFields.shape);

/** What Google stores of a series, and how it reads then. */
const throughGoogle = (fields: CalendarEventFields): CalendarEventFields => {
  const body = google.withoutNulls(google.writeEvent(fields, names, context));
  const master = {
    id: 'series',
    ...body,
    ...(fields.recurrence && { recurrence: googleRecurrence(fields.recurrence, 'UTC') }),
  } as GoogleEvent;
  const occurrences = fields.exceptions.map(({ recurrenceId, ...own }, index) => ({
    id: `row-${index}`,
    recurringEventId: 'series',
    originalStartTime: googleTime(recurrenceId, 'UTC'),
    ...google.withoutNulls(google.writeOccurrence(own, google.occurrenceNames, context)),
  })) as GoogleEvent[];
  return readGoogle({ master, occurrences });
};

/** Outlook answers in UTC and says beside it which zone was meant. */
const answered = (body: object, start: EventTime): Partial<GraphEvent> => {
  const { start: from, end: to } = body as { start: GraphTime; end: GraphTime };
  const meant = { originalStartTimeZone: from.timeZone, originalEndTimeZone: to.timeZone };
  const inUtc = ({ dateTime, timeZone }: GraphTime): GraphTime => {
    const time = { kind: 'time', local: dateTime, zone: zoneFrom(timeZone).zone } as const;
    return { dateTime: instantOfTime(time, 'UTC').toString().slice(0, 19), timeZone: 'UTC' };
  };
  return { ...body, ...meant, ...(start.kind === 'date' ? {} : { start: inUtc(from), end: inUtc(to) }) };
};

const throughOutlook = (fields: CalendarEventFields): CalendarEventFields => {
  const master = {
    id: 'series',
    ...answered(outlook.writeEvent(fields, names, context), fields.start),
    recurrence: outlook.writeRecurrence(fields, context),
    cancelledOccurrences: (fields.recurrence?.excluded ?? []).map(time => `OID.series.${dateOf(time)}`),
  } as GraphEvent;
  const exceptions = fields.exceptions.map(({ recurrenceId, ...own }, index) => ({
    id: `row-${index}`,
    type: 'exception',
    originalStart: instantOfTime(recurrenceId, 'UTC').toString(),
    ...answered(outlook.writeOccurrence(own, outlook.occurrenceNames, context), own.start),
  })) as GraphEvent[];
  return readOutlook({ master, exceptions });
};

const dateOf = (time: EventTime): string => (time.kind === 'date' ? time.date : time.local.slice(0, 10));

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'UTC'] as const;
const clock = new ZoneClock('UTC');
const year = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2028, 0, 1) };
const startsOf = (fields: CalendarEventFields): number[] =>
  occurrencesIn(fields, year, clock).map(({ start }) => start);

interface Plan {
  readonly date: string;
  readonly hour: number;
  readonly zone: string | null;
  readonly rule: string;
}

/** Series that begin in the weeks around a change of the clocks; a null zone is a series of whole days. */
const plans: fc.Arbitrary<Plan> = fc.record({
  date: fc
    .tuple(fc.constantFrom('2026-03-02', '2026-03-23', '2026-09-28', '2026-10-19'), fc.nat(13))
    .map(([from, days]) => Temporal.PlainDate.from(from).add({ days }).toString()),
  // Hours that the clocks skip and double in some of these zones are among them.
  hour: fc.constantFrom(0, 1, 2, 9, 23),
  zone: fc.constantFrom(...zones, null),
  rule: fc.constantFrom('FREQ=DAILY', 'FREQ=DAILY;INTERVAL=3', 'FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2'),
});

const at = ({ zone, hour }: Plan, date: string, minute = '30'): EventTime =>
  zone === null
    ? { kind: 'date', date }
    : { kind: 'time', local: `${date}T${String(hour).padStart(2, '0')}:${minute}:00`, zone };

/** A wall time that the clocks skip is none that a vendor could give back. */
const exists = (time: EventTime): boolean =>
  time.kind === 'date' ||
  instantOfTime(time, 'UTC')
    .toZonedDateTimeISO(time.zone ?? 'UTC')
    .toPlainDateTime()
    .toString() === time.local;

const dayAfter = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

const eventOf = (plan: Plan, date: string, rule: string): CalendarEventFields =>
  CalendarEventFields.extend(calendarEvent.schema.shape).parse({
    ...calendarEvent.defaults,
    title: 'Stand-up',
    start: at(plan, date),
    end: plan.zone === null ? at(plan, dayAfter(date, 1)) : at(plan, date, '45'),
    recurrence: { rules: [rule], excluded: [], additional: [] },
  }) as CalendarEventFields;

const everyDays = ({ rule }: Plan): number =>
  (rule.includes('WEEKLY') ? 7 : 1) * Number(/INTERVAL=(\d)/.exec(rule)?.[1] ?? 1);

/** The last moment before the next series begins, as UNTIL of the one before it has to say it. */
const untilBefore = (plan: Plan, date: string): string => {
  const eve = dayAfter(date, -1);
  if (plan.zone === null) return eve.replaceAll('-', '');
  const last = instantOfTime(at(plan, eve, '59'), 'UTC');
  return last.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
};

const through = { google: throughGoogle, outlook: throughOutlook };
const providers = ['google', 'outlook'] as const;

describe.each(providers)('a series through the mapping of %s', provider => {
  const roundTrip = through[provider];
  const essence = ({ start, end, recurrence, exceptions }: CalendarEventFields) => {
    return { start, end, recurrence, exceptions };
  };

  it('keeps its wall time and its occurrences over changes of the clocks', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 40 }), (plan, count) => {
        fc.pre(exists(at(plan, plan.date)));
        const fields = eventOf(plan, plan.date, `${plan.rule};COUNT=${count}`);
        const back = roundTrip(fields);
        expect(essence(back)).toEqual(essence(fields));
        expect(startsOf(back)).toEqual(startsOf(fields));
      }),
    );
  });

  it('that was split ("this and following") happens when the whole did', () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (plan, head, tail) => {
          const split = dayAfter(plan.date, everyDays(plan) * head);
          fc.pre(exists(at(plan, plan.date)) && exists(at(plan, split)));
          const whole = eventOf(plan, plan.date, `${plan.rule};COUNT=${head + tail}`);
          const before = eventOf(plan, plan.date, `${plan.rule};UNTIL=${untilBefore(plan, split)}`);
          const following = eventOf(plan, split, `${plan.rule};COUNT=${tail}`);
          const [first, second] = [roundTrip(before), roundTrip(following)];
          expect([essence(first), essence(second)]).toEqual([essence(before), essence(following)]);
          expect([...startsOf(first), ...startsOf(second)]).toEqual(startsOf(whole));
        },
      ),
    );
  });

  it('keeps an occurrence that was moved and one that was left out, on either side of the change', () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (plan, one, step) => {
          const days = everyDays(plan);
          const [moved, gone] = [dayAfter(plan.date, days * one), dayAfter(plan.date, days * (one + step))];
          fc.pre([plan.date, moved, gone].every(date => exists(at(plan, date))));
          const plain = eventOf(plan, plan.date, `${plan.rule};COUNT=30`);
          const { title, description, location, status, transparency, attendees, reminders } = plain;
          const own = { description, location, status, transparency, attendees, reminders };
          const later = { ...plan, hour: 12 };
          const exception = {
            recurrenceId: at(plan, moved),
            ...own,
            title: `${title}, later`,
            start: at(later, moved),
            end: plan.zone === null ? at(later, dayAfter(moved, 1)) : at(later, moved, '45'),
          };
          const fields = {
            ...plain,
            exceptions: [exception],
            recurrence: { rules: plain.recurrence?.rules ?? [], excluded: [at(plan, gone)], additional: [] },
          };
          const back = roundTrip(fields);
          expect(startsOf(back)).toEqual(startsOf(fields));
          expect(back.exceptions.map(essenceOf)).toEqual(fields.exceptions.map(essenceOf));
        },
      ),
    );
  });
});

const essenceOf = ({ recurrenceId, title, start, end }: CalendarEventFields['exceptions'][number]) => {
  return { recurrenceId, title, start, end };
};
