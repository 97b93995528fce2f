import { dayWords, isEventTime } from './times.js';

const units: Readonly<Record<string, string>> = {
  SECONDLY: 'second',
  MINUTELY: 'minute',
  HOURLY: 'hour',
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const days: Readonly<Record<string, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};
const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST']);

/** An RRULE (RFC 5545 §3.3.10) in words, as long as it has only parts that fit into a short sentence. */
export const ruleWords = (rule: string): string => {
  const parts = new Map(rule.split(';').map(part => part.split('=', 2) as [string, string]));
  const unit = units[parts.get('FREQ') ?? ''];
  const on = parts
    .get('BYDAY')
    ?.split(',')
    .map(name => days[name]);
  if (unit === undefined || [...parts.keys()].some(name => !known.has(name)) || on?.includes(undefined))
    return rule;
  const every = Number(parts.get('INTERVAL') ?? 1);
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '');
  return [
    every === 1 ? `Every ${unit}` : `Every ${every} ${unit}s`,
    on ? ` on ${on.join(', ')}` : '',
    parts.has('COUNT') ? `, ${parts.get('COUNT') ?? ''} times` : '',
    until ? `, until ${dayWords(until.slice(1).join('-'))}` : '',
  ].join('');
};

interface Recurrence {
  readonly rules: readonly string[];
  readonly excluded: readonly unknown[];
  readonly additional: readonly unknown[];
}

export const isRecurrence = (value: unknown): value is Recurrence =>
  typeof value === 'object' &&
  value !== null &&
  'rules' in value &&
  Array.isArray(value.rules) &&
  'excluded' in value;

const startDay = (time: unknown): string =>
  isEventTime(time)
    ? dayWords(time.kind === 'date' ? time.date : time.local.slice(0, 10))
    : JSON.stringify(time);

export const recurrenceWords = ({ rules, excluded, additional }: Recurrence): string =>
  [
    ...rules.map(ruleWords),
    ...(excluded.length > 0 ? [`Not on ${excluded.map(startDay).join('; ')}`] : []),
    ...(additional.length > 0 ? [`Also on ${additional.map(startDay).join('; ')}`] : []),
  ].join('\n');
