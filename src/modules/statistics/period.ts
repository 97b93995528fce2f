import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { invalid } from '#kernel';

const isZone = (name: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

export const TimeZone = z
  .string()
  .max(100)
  .refine(isZone, 'expected an IANA time zone such as Europe/Berlin')
  .default('UTC')
  .describe('In which days and weeks begin, and in which whole days and floating times are meant');

const dayMs = 86_400_000;

/** Instants in milliseconds; `to` is exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

export interface PeriodWish {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeZone: string;
}

export const requirePeriod = (period: Period, mostDays: number): Period => {
  if (period.to <= period.from) throw invalid('to', 'must be after from');
  if (period.to - period.from > mostDays * dayMs)
    throw invalid('to', `must be at most ${mostDays} days after from`);
  return period;
};

/** What was asked for; without it the last `days` days. */
export const periodOf = (wish: PeriodWish, now: Date, days: number): Period => {
  const to = wish.to === undefined ? now.getTime() : Date.parse(wish.to);
  const from = wish.from === undefined ? to - days * dayMs : Date.parse(wish.from);
  return requirePeriod({ from, to, timeZone: wish.timeZone }, mostDays);
};

/** Two years of weeks or days. */
export const mostDays = 732;

export interface Bucket {
  /** Its first day. */
  readonly date: string;
  readonly begin: number;
}

/** The days or weeks (from Monday, ISO 8601) that a period touches, in order. */
export const bucketsOf = ({ from, to, timeZone }: Period, unit: 'day' | 'week'): Bucket[] => {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  let date = unit === 'week' ? first.subtract({ days: first.dayOfWeek - 1 }) : first;
  const buckets: Bucket[] = [];
  for (;;) {
    const begin = date.toZonedDateTime(timeZone).epochMilliseconds;
    if (begin >= to) return buckets;
    buckets.push({ date: date.toString(), begin });
    date = date.add(unit === 'week' ? { weeks: 1 } : { days: 1 });
  }
};

/** The place of the bucket that holds an instant; -1 before the first. */
export const bucketAt = (buckets: readonly Bucket[], instant: number): number =>
  buckets.findLastIndex(({ begin }) => begin <= instant);

/** Today's date where the asker is. */
export const todayIn = (timeZone: string, now: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
