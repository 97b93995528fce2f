import type { Attendee, Reminder } from '#unified-models';
import type { GraphAddress, GraphAttendee, GraphEvent, GraphEventBody } from '../graph.types.js';

const responses: Readonly<Record<string, Attendee['response']>> = {
  accepted: 'accepted',
  organizer: 'accepted',
  declined: 'declined',
  tentativelyAccepted: 'tentative',
};

/** Outlook repeats the address where it knows no name. */
const nameOf = ({ name, address }: GraphAddress): string | null =>
  name && name.toLowerCase() !== address?.toLowerCase() ? name : null;

export const readOrganizer = ({ organizer }: GraphEvent): { email: string; name: string | null } | null => {
  const address = organizer?.emailAddress;
  return address?.address ? { email: address.address.toLowerCase(), name: nameOf(address) } : null;
};

export const readAttendees = ({ attendees = [], organizer }: GraphEvent): Attendee[] => {
  const chair = organizer?.emailAddress?.address?.toLowerCase();
  const read = attendees.flatMap(attendee => readAttendee(attendee, chair));
  return [...new Map(read.map(attendee => [attendee.email, attendee])).values()].sort((a, b) =>
    a.email < b.email ? -1 : 1,
  );
};

const readAttendee = (
  { type, status, emailAddress = {} }: GraphAttendee,
  chair: string | undefined,
): Attendee[] => {
  const email = emailAddress.address?.toLowerCase();
  if (!email) return [];
  const role = email === chair ? 'chair' : type === 'optional' ? 'optional' : 'required';
  const response = responses[status?.response ?? ''] ?? 'needs_action';
  return [
    { email, name: nameOf(emailAddress), role, response, kind: type === 'resource' ? 'resource' : 'person' },
  ];
};

const typeOf = ({ kind, role }: Attendee): string => {
  if (kind === 'resource' || kind === 'room') return 'resource';
  return role === 'optional' || role === 'informational' ? 'optional' : 'required';
};

/** Replies are the attendees' own: Graph keeps them by address and takes none from an organizer. */
export const writeAttendees = (attendees: readonly Attendee[]): GraphAttendee[] =>
  attendees.map(attendee => ({
    type: typeOf(attendee),
    emailAddress: { address: attendee.email, name: attendee.name ?? attendee.email },
  }));

export const readReminders = ({
  isReminderOn,
  reminderMinutesBeforeStart,
}: GraphEvent): Reminder[] | null => {
  if (isReminderOn === undefined) return null;
  return isReminderOn ? [{ method: 'popup', minutesBefore: reminderMinutesBeforeStart ?? 0 }] : [];
};

/** Outlook has one reminder, before the start; the earliest is the one that warns of everything. */
export const writeReminders = (reminders: readonly Reminder[] | null): GraphEventBody => {
  if (reminders === null) return {};
  const minutes = reminders.map(({ minutesBefore }) => minutesBefore).filter(before => before >= 0);
  if (minutes.length === 0) return { isReminderOn: false };
  return { isReminderOn: true, reminderMinutesBeforeStart: Math.max(...minutes) };
};
