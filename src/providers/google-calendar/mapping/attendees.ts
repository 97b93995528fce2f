import type { Attendee, Reminder } from '#unified-models';
import type { GoogleAttendee, GoogleReminders } from '../google-calendar.types.js';

const responses: Readonly<Record<string, Attendee['response']>> = {
  needsAction: 'needs_action',
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
};

const statuses: Readonly<Record<Attendee['response'], string>> = {
  needs_action: 'needsAction',
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
  // Google knows no delegation: the delegate is an attendee of their own.
  delegated: 'needsAction',
};

export const readAttendees = (attendees: readonly GoogleAttendee[] = []): Attendee[] =>
  [...new Map(attendees.flatMap(readAttendee).map(attendee => [attendee.email, attendee])).values()].sort(
    (a, b) => (a.email < b.email ? -1 : 1),
  );

const readAttendee = (attendee: GoogleAttendee): Attendee[] => {
  const email = attendee.email?.toLowerCase();
  if (!email) return [];
  const role = attendee.organizer ? 'chair' : attendee.optional ? 'optional' : 'required';
  const response = responses[attendee.responseStatus ?? ''] ?? 'needs_action';
  const name = attendee.displayName || null;
  return [{ email, name, role, response, kind: attendee.resource ? 'resource' : 'person' }];
};

/** What Google has about an attendee besides (a comment, further guests) is sent back with the rest. */
export const writeAttendees = (
  attendees: readonly Attendee[],
  existing: readonly GoogleAttendee[] = [],
): GoogleAttendee[] => {
  const byEmail = new Map(existing.map(attendee => [attendee.email?.toLowerCase(), attendee]));
  return attendees.map(attendee => ({
    ...byEmail.get(attendee.email),
    email: attendee.email,
    displayName: attendee.name,
    optional: attendee.role === 'optional' || attendee.role === 'informational',
    resource: attendee.kind === 'resource' || attendee.kind === 'room',
    responseStatus: statuses[attendee.response],
  }));
};

const mostOverrides = 5;
const mostMinutes = 40_320;

export const readReminders = (reminders: GoogleReminders | undefined): Reminder[] | null => {
  if (!reminders || reminders.useDefault) return null;
  return (reminders.overrides ?? []).map(({ method, minutes }) => ({
    method: method === 'email' || method === 'popup' ? method : 'other',
    minutesBefore: minutes,
  }));
};

/** Google takes at most five reminders, none after the start and none more than four weeks before it. */
export const writeReminders = (reminders: readonly Reminder[] | null): GoogleReminders => {
  if (reminders === null) return { useDefault: true, overrides: [] };
  const overrides = reminders
    .filter(reminder => reminder.minutesBefore >= 0)
    .slice(0, mostOverrides)
    .map(reminder => ({
      method: reminder.method === 'email' ? 'email' : 'popup',
      minutes: Math.min(reminder.minutesBefore, mostMinutes),
    }));
  return { useDefault: false, overrides };
};
