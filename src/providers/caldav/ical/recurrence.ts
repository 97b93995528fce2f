import { eventTimeKey, type EventTime, type Recurrence } from '#unified-models';
import { linesOf, setLines, type Component } from './syntax/component.js';
import { line, type ContentLine } from './syntax/content-line.js';
import { align, parseTime, timeLine } from './event-time.js';
import { UnwritableError } from './syntax/unwritable.js';
import type { Zones } from './zones/zones.js';

export const readRecurrence = (of: Component, anchor: EventTime, zones: Zones): Recurrence | null => {
  const rules = linesOf(of, 'RRULE').map(entry => entry.value.trim());
  const excluded = readTimes(of, 'EXDATE', anchor, zones);
  const additional = readTimes(of, 'RDATE', anchor, zones);
  const known = rules.filter(rule => rule !== '' && rule.length <= 1_000).slice(0, 10);
  if (known.length + excluded.length + additional.length === 0) return null;
  return { rules: known, excluded, additional };
};

const readTimes = (of: Component, name: string, anchor: EventTime, zones: Zones): EventTime[] => {
  const times = new Map<string, EventTime>();
  for (const entry of linesOf(of, name)) {
    for (const { time } of valuesOf(entry, anchor, zones)) times.set(eventTimeKey(time), time);
  }
  return [...times.values()].slice(0, 5_000);
};

interface ListedTime {
  readonly raw: string;
  readonly time: EventTime;
}

/** Values of an EXDATE or RDATE line in the series' own terms; of a PERIOD the model knows the start. */
const valuesOf = (entry: ContentLine, anchor: EventTime, zones: Zones): ListedTime[] =>
  entry.value
    .split(',')
    .filter(raw => raw.trim() !== '')
    .map(raw => ({ raw, time: align(parseTime(raw.split('/')[0] ?? '', entry, zones), anchor) }));

export const writeRecurrence = (
  of: Component,
  wanted: Recurrence | null,
  anchor: EventTime,
  zones: Zones,
): void => {
  const rules = wanted?.rules ?? [];
  const now = linesOf(of, 'RRULE');
  if (now.map(entry => entry.value.trim()).join('\n') !== rules.join('\n')) {
    setLines(
      of,
      'RRULE',
      rules.map(rule => line('RRULE', checkRule(rule))),
    );
  }
  writeTimes(of, { name: 'EXDATE', wanted: wanted?.excluded ?? [] }, anchor, zones);
  writeTimes(of, { name: 'RDATE', wanted: wanted?.additional ?? [] }, anchor, zones);
};

/** The value is written as it is, so nothing may be in it that starts another property. */
const checkRule = (rule: string): string => {
  if (/^FREQ=[A-Z]+$|^[A-Z-]+=[\w+,:\-]+(;[A-Z-]+=[\w+,:\-]+)*$/i.test(rule.trim())) return rule;
  throw new UnwritableError('recurrence.rules', 'expected an RRULE value such as FREQ=WEEKLY;BYDAY=MO');
};

/** Lines whose times all stay are left alone; new times come in a line of their own. */
const writeTimes = (
  of: Component,
  { name, wanted }: { readonly name: string; readonly wanted: readonly EventTime[] },
  anchor: EventTime,
  zones: Zones,
): void => {
  const rest = new Map(wanted.map(time => [eventTimeKey(time), time]));
  const kept = linesOf(of, name).flatMap(entry => {
    const values = valuesOf(entry, anchor, zones);
    const stay = values.filter(({ time }) => rest.delete(eventTimeKey(time)));
    if (stay.length === values.length) return [entry];
    return stay.length === 0 ? [] : [line(name, stay.map(({ raw }) => raw).join(','), entry.params)];
  });
  setLines(of, name, [...kept, ...newLines(name, [...rest.values()], zones)]);
};

/** One line for each value type and zone. */
const newLines = (name: string, times: readonly EventTime[], zones: Zones): ContentLine[] => {
  const groups = Map.groupBy(times, time =>
    time.kind === 'date' ? 'date' : `${time.zone} ${time.rawZone ?? ''}`,
  );
  return [...groups.values()].map(group => timeLine(name, group, zones));
};
