import type { CalendarEventFields, EventException, EventTime } from '#unified-models';
import { dayMs } from './days.js';
import { parseRule, type Rule } from './rule.js';
import { wallTimes } from './wall-times.js';
import { wallOf, type ZoneClock } from './zone-clock.js';

/** What is needed of an event to know when it happens. */
export type Happening = Pick<
  CalendarEventFields,
  'start' | 'end' | 'status' | 'transparency' | 'recurrence' | 'exceptions'
>;

/** Instants in milliseconds; `to` and `end` are exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly isAllDay: boolean;
  readonly status: CalendarEventFields['status'];
  readonly transparency: CalendarEventFields['transparency'];
  /** Set where this occurrence was changed. */
  readonly exception: EventException | null;
}

/** More in one range than any person's calendar holds; a rule for every second of a day ends here. */
export const mostOccurrences = 20_000;

/** An event has more occurrences in the range than are expanded. */
export class TooManyOccurrences extends Error {
  constructor() {
    super(`More than ${mostOccurrences} occurrences`);
    this.name = new.target.name;
  }
}

/**
 * What of an event happens in a range, exceptions in place of what they change, in order. A series without rules
 * happens at its start and its additional starts. Throws UnreadableRule, EndlessRule, TooManyOccurrences, or a RangeError for a time
 * or zone that is none.
 */
export const occurrencesIn = (event: Happening, range: Range, clock: ZoneClock): Occurrence[] => {
  const { recurrence, exceptions } = event;
  const changed = exceptions.map(exception => ({ exception, id: clock.instantOf(exception.recurrenceId) }));
  const gone = new Set([
    ...changed.map(({ id }) => id),
    ...(recurrence?.excluded ?? []).map(time => clock.instantOf(time)),
  ]);
  const length = lengthOf(event, clock);
  const starts = recurrence ? startsOf(event, range, clock) : new Set([clock.instantOf(event.start)]);
  const regular = [...starts]
    .filter(start => !gone.has(start))
    .map(start => occurrence(event, { start, end: length(start) }, null));
  const moved = changed.map(({ exception }) => occurrence(exception, spanOf(exception, clock), exception));
  return [...regular, ...moved]
    .filter(({ start, end }) => overlaps({ start, end }, range))
    .sort((a, b) => a.start - b.start || a.end - b.end);
};

/** What has no length happens at its instant. */
const overlaps = ({ start, end }: { start: number; end: number }, { from, to }: Range): boolean =>
  start < to && (end > from || (start === end && start >= from));

const spanOf = ({ start, end }: { start: EventTime; end: EventTime }, clock: ZoneClock) => ({
  start: clock.instantOf(start),
  end: clock.instantOf(end),
});

const occurrence = (
  part: Pick<Happening, 'start' | 'status' | 'transparency'>,
  { start, end }: { start: number; end: number },
  exception: EventException | null,
): Occurrence => ({
  start,
  // Whoever sends an end before the start means an instant.
  end: Math.max(start, end),
  isAllDay: part.start.kind === 'date',
  status: part.status,
  transparency: part.transparency,
  exception,
});

/** Whole days are counted as days, so that they end at midnight on a day of 23 hours too; the rest is exact. */
const lengthOf = ({ start, end }: Happening, clock: ZoneClock): ((begin: number) => number) => {
  if (start.kind === 'date' && end.kind === 'date') {
    const days = wallOf(end.date) - wallOf(start.date);
    return begin => clock.at(clock.wallAt(begin, clock.zone) + days, clock.zone);
  }
  const length = clock.instantOf(end) - clock.instantOf(start);
  return begin => begin + length;
};

const startsOf = (event: Happening, range: Range, clock: ZoneClock): Set<number> => {
  const { start, recurrence } = event;
  const rules = (recurrence?.rules ?? []).map(parseRule);
  const starts = new Set((recurrence?.additional ?? []).map(time => clock.instantOf(time)));
  if (rules.length === 0) starts.add(clock.instantOf(start));
  const zone = start.kind === 'date' ? clock.zone : (start.zone ?? clock.zone);
  const wall = wallOf(start.kind === 'date' ? start.date : start.local);
  const length = Math.max(0, wallOf(textOf(event.end)) - wallOf(textOf(start)));
  // A day more on either side, so that no zone's offset leaves anything out; the exact look comes after.
  const walls = { from: range.from - length - 2 * dayMs, to: range.to + 2 * dayMs };
  for (const rule of rules) {
    for (const found of wallTimes(rule, wall, { ...walls, until: untilOf(rule, zone, clock) })) {
      starts.add(clock.at(found, zone));
      if (starts.size > mostOccurrences) throw new TooManyOccurrences();
    }
  }
  return starts;
};

const textOf = (time: EventTime): string => (time.kind === 'date' ? time.date : time.local);

/** UNTIL in UTC is compared as the wall time of the event's zone; a date means to the end of that day. */
const untilOf = ({ until }: Rule, zone: string, clock: ZoneClock): number => {
  if (until === null) return Number.POSITIVE_INFINITY;
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(until) ?? [];
  const wall = wallOf(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  return until.endsWith('Z') ? clock.wallAt(wall, zone) : wall;
};
