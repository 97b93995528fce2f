import { dayAt, dayMs, dayNumber, isDayOf, weekBegin } from './days.js';
import { type Rule, UnreadableRule } from './rule.js';

/** The days of one period of a rule, by their numbers; `end` is exclusive. */
interface Period {
  readonly begin: number;
  readonly end: number;
}

const fields = (wall: number) => {
  const number = Math.floor(wall / dayMs);
  return { day: dayAt(number), time: wall - number * dayMs };
};

/** Which period `index` is, counted from the one that holds the start. */
const periodAt = ({ frequency, interval, weekStart }: Rule, start: number, index: number): Period => {
  const { number, year, month } = dayAt(start);
  const step = index * interval;
  if (frequency === 'DAILY') return { begin: number + step, end: number + step + 1 };
  if (frequency === 'WEEKLY') {
    const begin = weekBegin(number, weekStart) + step * 7;
    return { begin, end: begin + 7 };
  }
  if (frequency === 'MONTHLY')
    return { begin: dayNumber(year, month + step, 1), end: dayNumber(year, month + step + 1, 1) };
  return { begin: dayNumber(year + step, 1, 1), end: dayNumber(year + step + 1, 1, 1) };
};

const longestDays = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const;

/** A rule that counts must be walked from its start; any other begins shortly before what is asked for. */
const firstIndex = ({ count, frequency, interval }: Rule, start: number, from: number): number => {
  if (count !== null) return 0;
  const periods = Math.floor((from - start) / (longestDays[frequency] * interval));
  return Math.max(0, periods - 1);
};

const mostTimesOfDay = 96;
/** Days looked at for one rule: a century and a half. Only rules that count, and nonsense, come this far. */
const mostDays = 55_000;

/** The rule would take too long to expand. */
export class EndlessRule extends Error {
  constructor() {
    super(`More than ${mostDays} days to look at`);
    this.name = new.target.name;
  }
}

/** Times of day in order, as milliseconds. */
const timesOf = ({ byHour, byMinute, bySecond }: Rule, time: number): number[] => {
  const or = (list: readonly number[], own: number): readonly number[] => (list.length > 0 ? list : [own]);
  const own = [byHour, byMinute, bySecond].reduce((times, list) => times * Math.max(1, list.length), 1);
  if (own > mostTimesOfDay) throw new UnreadableRule(`${own} times a day`);
  const seconds = Math.floor(time / 1000);
  const times = or(byHour, Math.floor(seconds / 3600)).flatMap(hour =>
    or(byMinute, Math.floor(seconds / 60) % 60).flatMap(minute =>
      or(bySecond, seconds % 60).map(second => ((hour * 60 + minute) * 60 + second) * 1000),
    ),
  );
  return [...new Set(times)].sort((a, b) => a - b);
};

const wallsOf = (rule: Rule, start: number, { begin, end }: Period, times: readonly number[]): number[] => {
  const { day: startDay } = fields(start);
  const walls: number[] = [];
  for (let number = begin; number < end; number += 1) {
    if (isDayOf(dayAt(number), startDay, rule)) walls.push(...times.map(time => number * dayMs + time));
  }
  const { bySetPos } = rule;
  if (bySetPos.length === 0) return walls;
  return walls.filter((_, at) => bySetPos.includes(at + 1) || bySetPos.includes(at - walls.length));
};

/**
 * The starts of a rule as wall times (milliseconds as if the zone were UTC) from `from` to before `to`. It always ends:
 * a rule that never happens (30 February) costs one look at each period, where ical.js 2.2.1 asks for ever. `until` is
 * inclusive.
 */
export function* wallTimes(
  rule: Rule,
  start: number,
  range: { readonly from: number; readonly to: number; readonly until: number },
): Generator<number> {
  const { day, time } = fields(start);
  const times = timesOf(rule, time);
  const last = Math.min(range.to - 1, range.until);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  let looked = 0;
  for (let index = firstIndex(rule, day.number, Math.floor(range.from / dayMs)); ; index += 1) {
    const period = periodAt(rule, day.number, index);
    if (period.begin * dayMs > last) return;
    looked += period.end - period.begin;
    if (looked > mostDays) throw new EndlessRule();
    for (const wall of wallsOf(rule, start, period, times)) {
      if (wall < start) continue;
      if (wall > last || left <= 0) return;
      left -= 1;
      if (wall >= range.from) yield wall;
    }
  }
}
