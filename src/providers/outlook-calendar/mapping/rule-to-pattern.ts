import { Temporal } from 'temporal-polyfill';
import { ProviderError } from '#kernel';
import type { EventTime } from '#unified-models';
import {
  type GraphDay,
  graphDays,
  graphIndexes,
  type GraphPattern,
  type GraphRange,
  type GraphRecurrence,
} from '../graph.types.js';
import { graphDay, lateDays, partsOf, sortedDays } from './rule-parts.js';

type Parts = ReadonlyMap<string, string>;
interface Context {
  readonly parts: Parts;
  readonly rule: string;
  readonly first: Temporal.PlainDate;
}

const known = [
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'],
  ...['BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS'],
];

/** What Outlook cannot keep is refused rather than bent: a series on other days would be somebody's wrong meeting. */
const impossible = (rule: string): ProviderError =>
  new ProviderError('permanent', `Outlook has no recurrence like ${rule}.`);

const firstDate = (start: EventTime): Temporal.PlainDate =>
  start.kind === 'date'
    ? Temporal.PlainDate.from(start.date)
    : Temporal.PlainDateTime.from(start.local).toPlainDate();

/** Throws `permanent` for a rule that Graph's patterns cannot say. */
export const recurrenceOf = (rule: string, start: EventTime, zoneName: string): GraphRecurrence => {
  const context = { parts: partsOf(rule), rule, first: firstDate(start) };
  if ([...context.parts.keys()].some(name => !known.includes(name))) throw impossible(rule);
  return {
    pattern: { ...patternOf(context), interval: numberIn(context, 'INTERVAL', 1) },
    range: { ...rangeOf(context, start), recurrenceTimeZone: zoneName },
  };
};

const numberIn = ({ parts, rule }: Context, name: string, otherwise: number): number => {
  const value = parts.get(name) ?? String(otherwise);
  if (!/^[1-9]\d{0,3}$/.test(value)) throw impossible(rule);
  return Number(value);
};

const lacks = ({ parts, rule }: Context, ...names: readonly string[]): void => {
  if (names.some(name => parts.has(name))) throw impossible(rule);
};

type Pattern = Omit<GraphPattern, 'interval'>;

const patternOf = (context: Context): Pattern => {
  switch (context.parts.get('FREQ')) {
    case 'DAILY':
      return daily(context);
    case 'WEEKLY':
      return weekly(context);
    case 'MONTHLY':
      lacks(context, 'BYMONTH');
      return context.parts.has('BYDAY')
        ? { type: 'relativeMonthly', ...weekdays(context) }
        : { type: 'absoluteMonthly', dayOfMonth: dayOfMonth(context, 28) };
    case 'YEARLY':
      return yearly(context);
    default:
      throw impossible(context.rule);
  }
};

const daily = (context: Context): Pattern => {
  lacks(context, 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS');
  if (!context.parts.has('BYDAY')) return { type: 'daily' };
  if (numberIn(context, 'INTERVAL', 1) !== 1) throw impossible(context.rule);
  return weekly(context);
};

const weekly = (context: Context): Pattern => {
  lacks(context, 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS');
  const own = graphDays[context.first.dayOfWeek % 7] ?? 'monday';
  const daysOfWeek = context.parts.has('BYDAY') ? plainDays(context) : [own];
  const firstDayOfWeek = graphDay(context.parts.get('WKST') ?? 'MO');
  if (!firstDayOfWeek) throw impossible(context.rule);
  return { type: 'weekly', daysOfWeek, firstDayOfWeek };
};

const plainDays = ({ parts, rule }: Context): GraphDay[] =>
  sortedDays(
    (parts.get('BYDAY') ?? '').split(',').map(text => {
      const day = graphDay(text);
      if (!day) throw impossible(rule);
      return day;
    }),
  );

const yearly = (context: Context): Pattern => {
  const { parts, first } = context;
  if (!parts.has('BYMONTH') && (parts.has('BYDAY') || parts.has('BYMONTHDAY')))
    throw impossible(context.rule);
  const month = numberIn(context, 'BYMONTH', first.month);
  if (month > 12) throw impossible(context.rule);
  if (parts.has('BYDAY')) return { type: 'relativeYearly', month, ...weekdays(context) };
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year: 2028, month });
  const steady = month === 2 ? 28 : daysInMonth;
  return { type: 'absoluteYearly', month, dayOfMonth: dayOfMonth(context, steady) };
};

/** `2TU`, or several days with one position: `MO,TU,WE,TH,FR` and BYSETPOS=-1 is the last working day. */
const weekdays = (context: Context): Pick<GraphPattern, 'daysOfWeek' | 'index'> => {
  lacks(context, 'BYMONTHDAY');
  const { parts, rule } = context;
  const single = /^([+-]?\d)([A-Z]{2})$/.exec(parts.get('BYDAY') ?? '');
  const daysOfWeek = single ? [graphDay(single[2] ?? '')] : plainDays(context);
  const [day] = daysOfWeek;
  if ((single && parts.has('BYSETPOS')) || !day) throw impossible(rule);
  const position = Number(single?.[1] ?? parts.get('BYSETPOS'));
  const index = position === -1 ? 'last' : graphIndexes[position - 1];
  if (!index || position > 4) throw impossible(rule);
  return { daysOfWeek: daysOfWeek.filter(value => value !== undefined), index };
};

/** Up to `steady` a date is in every month, or in the month meant of every year. Later ones only as `lateDays` says. */
const dayOfMonth = ({ parts, rule, first }: Context, steady: number): number => {
  const days = parts.get('BYMONTHDAY');
  const position = parts.get('BYSETPOS');
  const said = `BYMONTHDAY=${days ?? first.day}${position === undefined ? '' : `;BYSETPOS=${position}`}`;
  const late = [...lateDays].find(([, text]) => text === said)?.[0];
  // The last day of a month that always ends there is that date; in February it is the 29th, which Outlook moves.
  if (late !== undefined)
    return late === 31 && steady >= 30 ? steady : late === 31 && parts.has('BYMONTH') ? 29 : late;
  const day = /^BYMONTHDAY=([1-9]\d?)$/.exec(said)?.[1];
  if (day === undefined || Number(day) > steady) throw impossible(rule);
  return Number(day);
};

const rangeOf = (context: Context, start: EventTime): GraphRange => {
  const { parts, first, rule } = context;
  const startDate = first.toString();
  const until = parts.get('UNTIL');
  if (parts.has('COUNT'))
    return { type: 'numbered', startDate, numberOfOccurrences: numberIn(context, 'COUNT', 1) };
  if (until === undefined) return { type: 'noEnd', startDate };
  const endDate = lastDate(until, start);
  if (endDate === undefined) throw impossible(rule);
  return { type: 'endDate', startDate, endDate };
};

/** The last date whose occurrence starts at UNTIL or before. */
const lastDate = (until: string, start: EventTime): string | undefined => {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(until);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, utc] = match;
  const date = Temporal.PlainDate.from(`${year}-${month}-${day}`);
  if (start.kind === 'date' || hour === undefined) return date.toString();
  const told = date.toPlainDateTime(Temporal.PlainTime.from(`${hour}:${minute}:${second}`));
  const zone = start.zone ?? 'UTC';
  const local = utc ? told.toZonedDateTime('UTC').withTimeZone(zone).toPlainDateTime() : told;
  const time = Temporal.PlainDateTime.from(start.local).toPlainTime();
  const isBefore = Temporal.PlainTime.compare(local.toPlainTime(), time) < 0;
  return local
    .toPlainDate()
    .subtract({ days: isBefore ? 1 : 0 })
    .toString();
};
