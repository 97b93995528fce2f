import { Temporal } from 'temporal-polyfill';
import type { EventTime, Recurrence } from '#unified-models';
import { isZone, localText, stampOf } from './times.js';

interface Line {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: string;
}

/** `NAME;PARAM=value:VALUE` (RFC 5545 §3.1); Google sends one property per line and never folds. */
const parseLine = (line: string): Line | undefined => {
  const match = /^([A-Za-z-]+)((?:;[^:=]+=(?:"[^"]*"|[^:;]*))*):(.*)$/.exec(line.trim());
  if (!match) return undefined;
  const params: Record<string, string> = {};
  for (const part of (match[2] ?? '').split(';').slice(1)) {
    const [name = '', value = ''] = part.split('=');
    params[name.toUpperCase()] = value.replaceAll('"', '');
  }
  return { name: (match[1] ?? '').toUpperCase(), params, value: match[3] ?? '' };
};

/** RFC 5545 §3.8.5.1 and §3.8.5.2: DATE, DATE-TIME in one of three forms, or a PERIOD, whose start counts. */
const parseStamp = (text: string, named: string | undefined, seriesZone: string): EventTime | undefined => {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?/.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, utc] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { kind: 'date', date };
  const local = `${date}T${hour}:${minute}:${second}`;
  const zone = named !== undefined && isZone(named) ? named : seriesZone;
  const zoned = Temporal.PlainDateTime.from(local).toZonedDateTime(utc ? 'UTC' : zone);
  return {
    kind: 'time',
    local: localText(zoned.withTimeZone(seriesZone).toPlainDateTime()),
    zone: seriesZone,
  };
};

const zoneOf = (start: EventTime): string => (start.kind === 'time' ? (start.zone ?? 'UTC') : 'UTC');

/** Reads Google's lines; times are told in the zone of the series' start. EXRULE is gone since RFC 5545 and skipped. */
export const readRecurrence = (lines: readonly string[], start: EventTime): Recurrence => {
  const parsed = lines.map(parseLine).filter(line => line !== undefined);
  const times = (name: string): EventTime[] =>
    parsed
      .filter(line => line.name === name)
      .flatMap(line =>
        line.value.split(',').map(text => parseStamp(text, line.params['TZID'], zoneOf(start))),
      )
      .filter(time => time !== undefined);
  return {
    rules: parsed.filter(line => line.name === 'RRULE').map(line => line.value),
    excluded: times('EXDATE'),
    additional: times('RDATE'),
  };
};

/** UTC and DATE forms only: they need no TZID and mean the same everywhere. */
export const writeRecurrence = (recurrence: Recurrence, floatingZone: string): string[] => [
  ...recurrence.rules.map(rule => `RRULE:${rule}`),
  ...recurrence.additional.map(time => dateLine('RDATE', time, floatingZone)),
  ...recurrence.excluded.map(time => dateLine('EXDATE', time, floatingZone)),
];

const dateLine = (name: string, time: EventTime, floatingZone: string): string =>
  `${name}${time.kind === 'date' ? ';VALUE=DATE' : ''}:${stampOf(time, floatingZone)}`;
