import { Temporal } from 'temporal-polyfill';
import type { TaskFields } from '#unified-models';
import type { TodoistDue } from '../todoist.types.js';

export type DueFields = Pick<TaskFields, 'due' | 'dueAt' | 'recurrence'>;

/** The vendor names zones as IANA does, with a few of its own that nobody else knows. */
export const zoneOf = (name: string | null | undefined): string => {
  try {
    return name ? Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId : 'UTC';
  } catch {
    return 'UTC';
  }
};

/** A time without a zone is whatever the clock shows where the account is. */
export const isFloating = (due: TodoistDue | null): boolean =>
  due !== null && due.date.length > 10 && !due.date.endsWith('Z');

/** https://developer.todoist.com/api/v1/#tag/Due-dates: a day, a floating time, or an instant in a zone. */
export const readDue = (due: TodoistDue | null, accountZone: string): DueFields => {
  if (due === null) return { due: null, dueAt: null, recurrence: null };
  const recurrence = due.is_recurring ? (due.string ?? null) : null;
  if (due.date.length <= 10) return { due: due.date, dueAt: null, recurrence };
  const time = timeOf(due, accountZone);
  return { due: time.toPlainDate().toString(), dueAt: time.toInstant().toString(), recurrence };
};

const timeOf = (due: TodoistDue, accountZone: string): Temporal.ZonedDateTime =>
  isFloating(due)
    ? Temporal.PlainDateTime.from(due.date).toZonedDateTime(zoneOf(accountZone))
    : Temporal.Instant.from(due.date).toZonedDateTimeISO(zoneOf(due.timezone ?? accountZone));

export interface DueContext {
  /** What is there now. */
  readonly present: TodoistDue | null;
  readonly accountZone: string;
}

const names = ['due', 'dueAt', 'recurrence'] as const;

/** The `due` argument for the changed fields; undefined when none of them is about it. */
export const writeDue = (
  fields: DueFields,
  changed: readonly string[],
  context: DueContext,
): Partial<TodoistDue> | null | undefined => {
  if (!names.some(name => changed.includes(name))) return undefined;
  const isCleared = fields.due === null && fields.dueAt === null;
  const asksRule = fields.recurrence !== null && changed.includes('recurrence');
  if (isCleared && !asksRule) return null;
  const date = isOnlyRule(fields, changed) ? {} : moment(fields, changed, context);
  return { ...date, ...rule(fields, changed, context) };
};

/** A new rule without a day: Todoist finds the first one. */
const isOnlyRule = ({ due, dueAt, recurrence }: DueFields, changed: readonly string[]): boolean =>
  recurrence !== null &&
  ((due === null && dueAt === null) || (!changed.includes('due') && !changed.includes('dueAt')));

/** The rule goes along with every new day, for without it the task would recur no more. */
const rule = (
  { recurrence }: DueFields,
  changed: readonly string[],
  { present }: DueContext,
): Partial<TodoistDue> => {
  if (recurrence === null) return {};
  const lang = changed.includes('recurrence') ? undefined : present?.lang;
  return { string: recurrence, is_recurring: true, ...(lang ? { lang } : {}) };
};

const moment = (fields: DueFields, changed: readonly string[], context: DueContext): Partial<TodoistDue> => {
  const { due, dueAt } = fields;
  if (dueAt === null) return { date: due ?? '' };
  const zone = zoneOf(context.present?.timezone ?? context.accountZone);
  const time = Temporal.Instant.from(dueAt).toZonedDateTimeISO(zone);
  // Only the day was moved: the time of day stays.
  const isMoved = due !== null && changed.includes('due') && !changed.includes('dueAt');
  const at = isMoved ? time.with(dayOf(due)) : time;
  if (isFloating(context.present)) return { date: at.toPlainDateTime().toString({ smallestUnit: 'second' }) };
  return { date: at.toInstant().toString(), timezone: zone };
};

const dayOf = (date: string): { year: number; month: number; day: number } => {
  const { year, month, day } = Temporal.PlainDate.from(date);
  return { year, month, day };
};
