export const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** `nth` 0: every such weekday; -1: the last one. */
export interface ByDay {
  readonly nth: number;
  readonly weekday: number;
}

/** https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10 */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** As written: `20261231`, `20261231T225959` or `20261231T225959Z`. */
  readonly until: string | null;
  readonly weekStart: number;
  readonly byMonth: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPos: readonly number[];
}

/** The rule is none, or one that is not expanded here (several times a day). */
export class UnreadableRule extends Error {
  constructor(readonly rule: string) {
    super(`Not a rule that can be expanded: ${rule}`);
    this.name = new.target.name;
  }
}

const frequencies = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
const known = new Set([
  ...[
    'FREQ',
    'INTERVAL',
    'COUNT',
    'UNTIL',
    'WKST',
    'BYMONTH',
    'BYWEEKNO',
    'BYYEARDAY',
    'BYMONTHDAY',
    'BYDAY',
  ],
  ...['BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYSETPOS'],
]);

export const parseRule = (text: string): Rule => {
  const unreadable = new UnreadableRule(text);
  const parts = new Map<string, string>();
  for (const part of text.split(';').filter(part => part !== '')) {
    const [name = '', value = ''] = part.toUpperCase().split('=');
    // An extension such as X-NAME=… says nothing about when.
    if (!known.has(name) && !name.startsWith('X-')) throw unreadable;
    parts.set(name.trim(), value.trim());
  }
  return ruleOf(parts, unreadable);
};

const ruleOf = (parts: ReadonlyMap<string, string>, unreadable: UnreadableRule): Rule => {
  const numbers = (name: string, least: number, most: number): number[] =>
    (parts.get(name)?.split(',') ?? []).map(value => {
      const number = /^[+-]?\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most)) throw unreadable;
      return number;
    });
  const signed = (name: string, most: number): number[] => {
    const found = numbers(name, -most, most);
    if (found.includes(0)) throw unreadable;
    return found;
  };
  const [interval = 1] = numbers('INTERVAL', 1, 1_000_000);
  const [count = null] = numbers('COUNT', 1, 1_000_000_000);
  return {
    frequency: frequencyOf(parts.get('FREQ'), unreadable),
    interval,
    count,
    until: untilOf(parts.get('UNTIL'), unreadable),
    weekStart: weekdayOf(parts.get('WKST') ?? 'MO', unreadable),
    byMonth: numbers('BYMONTH', 1, 12),
    byWeekNo: signed('BYWEEKNO', 53),
    byYearDay: signed('BYYEARDAY', 366),
    byMonthDay: signed('BYMONTHDAY', 31),
    byDay: (parts.get('BYDAY')?.split(',') ?? []).map(value => byDayOf(value, unreadable)),
    byHour: numbers('BYHOUR', 0, 23),
    byMinute: numbers('BYMINUTE', 0, 59),
    bySecond: numbers('BYSECOND', 0, 59),
    bySetPos: signed('BYSETPOS', 366),
  };
};

const frequencyOf = (value: string | undefined, unreadable: UnreadableRule): Frequency => {
  if (value === undefined || !frequencies.has(value)) throw unreadable;
  return value as Frequency;
};

const untilOf = (value: string | undefined, unreadable: UnreadableRule): string | null => {
  if (value === undefined) return null;
  if (!/^\d{8}(T\d{6}Z?)?$/.test(value)) throw unreadable;
  return value;
};

const weekdayOf = (name: string, unreadable: UnreadableRule): number => {
  const weekday = (weekdays as readonly string[]).indexOf(name);
  if (weekday < 0) throw unreadable;
  return weekday;
};

const byDayOf = (value: string, unreadable: UnreadableRule): ByDay => {
  const match = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(value);
  if (!match || Number(match[1] ?? 1) === 0) throw unreadable;
  return { nth: Number(match[1] ?? 0), weekday: weekdayOf(match[2] ?? '', unreadable) };
};
