import { Temporal } from 'temporal-polyfill';
import type { TodoistDue } from '../todoist.types.js';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

type Move = (from: Temporal.PlainDate) => Temporal.PlainDate;

/** The next day after another by a few of the rules that Todoist understands. */
const ruleOf = (words: string): Move | undefined => {
  const [, count = '1', unit = ''] = /^every (?:(\d+) )?(day|week|month|year)s?\b/.exec(words) ?? [];
  if (unit) return from => from.add({ [`${unit}s`]: Number(count) });
  const weekday = weekdays.indexOf(/^every (\w+)$/.exec(words)?.[1] ?? '') + 1;
  return weekday === 0 ? undefined : from => from.add({ days: ((weekday - from.dayOfWeek + 6) % 7) + 1 });
};

const single = (words: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  if (words === 'today') return today;
  if (words === 'tomorrow') return today.add({ days: 1 });
  return /^\d{4}-\d\d-\d\d$/.test(words) ? Temporal.PlainDate.from(words) : undefined;
};

/** What Todoist makes of a `due` argument; undefined when it does not understand the words. */
export const understand = (asked: Partial<TodoistDue>, today: Temporal.PlainDate): TodoistDue | undefined => {
  const words = (asked.string ?? asked.date ?? '').toLowerCase();
  const rule = ruleOf(words);
  const first = weekdays.some(day => words.endsWith(day)) ? rule?.(today.subtract({ days: 1 })) : today;
  const date = asked.date ?? (rule ? first : single(words, today))?.toString();
  if (date === undefined) return undefined;
  return {
    date,
    timezone: asked.timezone ?? null,
    string: asked.string ?? date,
    lang: asked.lang ?? 'en',
    is_recurring: rule !== undefined,
  };
};

/** The due after this one: the same time of day, on the rule's next day. */
export const advance = (due: TodoistDue): TodoistDue => {
  const rule = ruleOf((due.string ?? '').toLowerCase());
  if (!rule) return due;
  const day = Temporal.PlainDate.from(due.date.slice(0, 10));
  return { ...due, date: `${rule(day).toString()}${due.date.slice(10)}` };
};
