import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import { type Happening, occurrencesIn } from './occurrences.js';
import { parseRule, UnreadableRule } from './rule.js';
import { ZoneClock } from './zone-clock.js';

interface Series {
  readonly name: string;
  readonly rule: string;
  readonly start: string;
  readonly zone?: string;
  readonly from?: string;
  readonly starts: readonly string[];
}

interface Corpus {
  readonly refused: readonly string[];
  readonly series: readonly Series[];
}

const file = new URL('./fixtures/vobject.json', import.meta.url);
const { series, refused } = JSON.parse(readFileSync(file, 'utf8')) as Corpus;

/** Where the corpus and we part, and why we stay with RFC 5545. */
const otherwise: ReadonlyMap<string, string> = new Map([
  ['hourly', 'several times a day is refused: no calendar has such a series'],
  ['negative valid by week no', 'week -20 of the 52 of 2012 is the 33rd, from August 13 on'],
  ['yearly by year day max negative', 'day -366 is in leap years alone'],
  ['ignored stuff', 'BYSECOND and BYMINUTE of a daily rule say when, they are not ignored'],
]);

const clock = new ZoneClock('UTC');
const instant = (local: string, zone: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;

const isEndless = ({ rule }: Series): boolean => !/COUNT|UNTIL/.test(rule);
const later = 40 * 365 * 86_400_000;

/**
 * The corpus takes the start in though the rule does not hit it; by RFC 5545 §3.8.5.3 that is undefined, and we go by the
 * rule alone. So where it is not hit, the rest is compared, of which COUNT then has one more.
 */
const published = ({ starts, start }: Series, ours: readonly string[]): readonly string[] =>
  starts[0] === start && ours[0] !== start ? starts.slice(1) : starts;

const expanded = (given: Series): string[] => {
  const { rule, start, zone = 'UTC', starts } = given;
  const at = { kind: 'time', local: start, zone } as const;
  const event: Happening = {
    start: at,
    end: at,
    status: 'confirmed',
    transparency: 'busy',
    recurrence: { rules: [rule], excluded: [], additional: [] },
    exceptions: [],
  };
  const last = instant(starts.at(-1) ?? start, zone) + 1;
  const range = {
    from: instant(given.from ?? start, zone),
    to: isEndless(given) ? last : Math.min(last + later, Date.UTC(2060, 0, 1)),
  };
  return occurrencesIn(event, range, clock).map(found =>
    Temporal.Instant.fromEpochMilliseconds(found.start)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'second' }),
  );
};

describe('a rule of the published corpus', () => {
  it.each(series.filter(({ name }) => !otherwise.has(name)))('expands as published: $name', given => {
    const ours = expanded(given);
    const theirs = published(given, ours);
    expect(ours.slice(0, theirs.length)).toEqual(theirs);
    const more = ours.length - theirs.length;
    expect([0, theirs.length < given.starts.length && given.rule.includes('COUNT') ? 1 : 0]).toContain(more);
  });

  it.each(series.filter(({ name }) => otherwise.has(name)))('is read our way: $name', given => {
    const told = (): readonly string[] => expanded(given);
    if (given.name === 'hourly') expect(told).toThrow(UnreadableRule);
    else expect(told()).not.toEqual(given.starts);
  });

  it.each(refused)('that is none is refused: %s', rule => {
    expect(() => parseRule(rule)).toThrow();
  });
});
