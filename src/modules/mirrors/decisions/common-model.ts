import type { Fields, ModelName } from '#unified-models';
import { eventKey } from './event-key.js';
import { withoutRawZones } from './raw-zones.js';

/**
 * What two providers have in common of a model: the fields that mean the same on both sides, and by what two records
 * are recognised as the same thing. Left out is what belongs to one account: ids, addresses, people, names of states,
 * comments, rules in a provider's own words.
 */
export interface CommonModel {
  /** Mirrored unless the mirror says otherwise. */
  readonly fields: readonly string[];
  /** What a mirror may name besides. */
  readonly optional: readonly string[];
  /** Null when there is nothing to tell it by. */
  readonly matchKey: (fields: Fields) => string | null;
  /** A value without a provider’s own notes on it. */
  readonly plain?: (value: unknown) => unknown;
  /** Mends what one changed field makes of its neighbours. */
  readonly fit?: (before: Fields, after: Fields) => Fields;
  /** Why no counterpart can be made of a record. */
  readonly noCreation?: string;
}

const text = (value: unknown): string | null => {
  const folded = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return folded === '' ? null : folded;
};

const event: CommonModel = {
  fields: [
    ...['title', 'description', 'location', 'status', 'start', 'end', 'transparency'],
    ...['visibility', 'recurrence', 'exceptions'],
  ],
  // Attendees would be invited by both calendars, reminders would ring twice.
  optional: ['attendees', 'reminders', 'categories', 'url', 'custom'],
  matchKey: eventKey,
  plain: withoutRawZones,
};

/** A day that moved on one side must not meet the other side’s old time of day. */
const fitTask = (before: Fields, after: Fields): Fields => {
  const isSame = (name: string): boolean => before[name] === after[name];
  return !isSame('due') && isSame('dueAt') ? { ...after, dueAt: null } : after;
};

const task: CommonModel = {
  fields: ['title', 'description', 'status', 'priority', 'due', 'dueAt', 'labels'],
  optional: ['section', 'custom'],
  matchKey: fields => text(fields['title']),
  fit: fitTask,
};

const contact: CommonModel = {
  fields: [
    ...['displayName', 'givenName', 'familyName', 'nickname', 'emails', 'phones', 'company'],
    ...['jobTitle', 'birthday', 'notes'],
  ],
  optional: ['groups', 'timeZone', 'active', 'custom'],
  matchKey: fields => {
    const emails = (fields['emails'] ?? []) as readonly { value: string }[];
    return emails.flatMap(({ value }) => text(value) ?? []).sort()[0] ?? null;
  },
};

const file: CommonModel = {
  fields: ['name'],
  optional: ['custom'],
  matchKey: fields => text(fields['path']) ?? text(fields['name']),
  noCreation: 'The content of a file is not in its record, so no copy can be made of it.',
};

const employee: CommonModel = {
  fields: [
    ...['displayName', 'givenName', 'familyName', 'preferredName', 'status', 'workEmail', 'workPhone'],
    ...['mobilePhone', 'jobTitle', 'department', 'division', 'location', 'hireDate', 'terminationDate'],
  ],
  optional: ['employeeNumber', 'timeZone', 'custom'],
  matchKey: fields => text(fields['workEmail']),
};

/** Messages are said once, in one place: they are not mirrored. */
export const commonModels: Readonly<Partial<Record<ModelName, CommonModel>>> = {
  calendar_event: event,
  task,
  contact,
  file,
  employee,
};

/** The mirrored fields of a record, as both sides understand them. */
export const projected = (common: CommonModel, names: readonly string[], fields: Fields): Fields =>
  Object.fromEntries(
    names.filter(name => name in fields).map(name => [name, common.plain?.(fields[name]) ?? fields[name]]),
  );
