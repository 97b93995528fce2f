import type { EventTime, Reminder } from '#unified-models';
import { childrenOf, component, lineOf, removeChild, type Component } from './syntax/component.js';
import { line, param, paramOf } from './syntax/content-line.js';
import { formatMinutes, parseDuration, secondsOf } from './syntax/duration.js';
import { epochMs, timeOf } from './event-time.js';
import { escapeText } from './syntax/text-value.js';
import type { Zones } from './zones/zones.js';

/** When the event is, for alarms that hang on its end or on a fixed moment. */
export interface Span {
  readonly start: EventTime;
  readonly end: EventTime;
}

const methods: Readonly<Record<string, Reminder['method']>> = {
  DISPLAY: 'popup',
  AUDIO: 'popup',
  EMAIL: 'email',
};
const actions: Readonly<Record<Reminder['method'], string>> = {
  popup: 'DISPLAY',
  email: 'EMAIL',
  other: 'X-OTHER',
};

const actionOf = (alarm: Component): string => lineOf(alarm, 'ACTION')?.value.trim().toUpperCase() ?? '';

/**
 * `ACTION:NONE` is how Apple's clients say "no alarm, not even the default one", with a trigger long past; we read
 * and write an empty list so. No VALARM at all leaves the matter to the calendar.
 */
const isNone = (alarm: Component): boolean => actionOf(alarm) === 'NONE';

export const readReminders = (of: Component, span: Span, zones: Zones): Reminder[] | null => {
  const alarms = childrenOf(of, 'VALARM');
  if (alarms.length === 0) return null;
  const found = new Map<string, Reminder>();
  for (const alarm of alarms) {
    const reminder = readReminder(alarm, span, zones);
    if (reminder && found.size < 100) found.set(keyOf(reminder), reminder);
  }
  return [...found.values()];
};

const keyOf = (reminder: Reminder): string => `${reminder.method} ${reminder.minutesBefore}`;

/** Undefined for an alarm that the model cannot say: one at a place, or one that nobody can read. */
const readReminder = (alarm: Component, span: Span, zones: Zones): Reminder | undefined => {
  if (isNone(alarm) || lineOf(alarm, 'X-APPLE-PROXIMITY')) return undefined;
  const seconds = secondsBefore(alarm, span, zones);
  if (seconds === undefined) return undefined;
  return { method: methods[actionOf(alarm)] ?? 'other', minutesBefore: Math.round(seconds / 60) + 0 };
};

const secondsBefore = (alarm: Component, { start, end }: Span, zones: Zones): number | undefined => {
  const trigger = lineOf(alarm, 'TRIGGER');
  if (!trigger) return undefined;
  try {
    if (/^\d{8}T/i.test(trigger.value)) return (epochMs(start) - epochMs(timeOf(trigger, zones))) / 1000;
    const before = -secondsOf(parseDuration(trigger.value));
    const isAtEnd = paramOf(trigger, 'RELATED')?.toUpperCase() === 'END';
    return isAtEnd ? before - (epochMs(end) - epochMs(start)) / 1000 : before;
  } catch {
    // An unreadable trigger must not cost us the event; the alarm stays in the data.
    return undefined;
  }
};

export interface AlarmText {
  readonly title: string;
  readonly address: string | null;
}

/** Alarms that already say a wanted reminder stay, as do those the model cannot say; the rest comes and goes. */
export const writeReminders = (
  of: Component,
  wanted: readonly Reminder[] | null,
  at: { readonly span: Span; readonly zones: Zones },
  text: AlarmText,
): void => {
  const rest = new Map((wanted ?? []).map(reminder => [keyOf(reminder), reminder]));
  for (const alarm of childrenOf(of, 'VALARM')) {
    const reminder = readReminder(alarm, at.span, at.zones);
    const stays = reminder ? rest.delete(keyOf(reminder)) : wanted !== null && !isNone(alarm);
    if (!stays) removeChild(of, alarm);
  }
  for (const reminder of rest.values()) of.entries.push(newAlarm(reminder, text));
  if (wanted !== null && childrenOf(of, 'VALARM').length === 0) of.entries.push(noAlarm());
};

/** DESCRIPTION, and for mail SUMMARY and ATTENDEE, are required (RFC 5545 §3.6.6). */
const newAlarm = ({ method, minutesBefore }: Reminder, { title, address }: AlarmText): Component => {
  const text = escapeText(title) || 'Reminder';
  return component('VALARM', [
    line('ACTION', actions[method]),
    line('TRIGGER', formatMinutes(-minutesBefore)),
    line('DESCRIPTION', text),
    ...(method === 'email' ? [line('SUMMARY', text)] : []),
    ...(method === 'email' && address !== null ? [line('ATTENDEE', `mailto:${address}`)] : []),
  ]);
};

const noAlarm = (): Component =>
  component('VALARM', [
    line('ACTION', 'NONE'),
    line('TRIGGER', '19760401T005545Z', [param('VALUE', 'DATE-TIME')]),
  ]);
