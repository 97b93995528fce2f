import type { CalendarEventFields, EventTime } from '#unified-models';

/** A day, or a wall time with its zone. */
type Moment = { readonly date: string } | { readonly local: string; readonly zone: string | null };

/** Change here: what the vendor keeps of an event, as it stands in its JSON. */
export interface Members {
  readonly title: string;
  readonly notes?: string | null;
  readonly place?: string | null;
  readonly begins: Moment;
  /** Exclusive. */
  readonly ends: Moment;
  readonly free?: boolean;
}

const readMoment = (moment: Moment): EventTime =>
  'date' in moment
    ? { kind: 'date', date: moment.date }
    : { kind: 'time', local: moment.local, zone: moment.zone };

const writeMoment = (time: EventTime): Moment =>
  time.kind === 'date' ? { date: time.date } : { local: time.local, zone: time.zone };

/** Complete: a field that the vendor does not know is what it is by default. */
export const readMembers = (members: Members): CalendarEventFields => ({
  title: members.title,
  description: members.notes ?? null,
  location: members.place ?? null,
  status: 'confirmed',
  start: readMoment(members.begins),
  end: readMoment(members.ends),
  transparency: members.free ? 'free' : 'busy',
  attendees: [],
  reminders: null,
  uid: null,
  visibility: 'default',
  organizer: null,
  categories: [],
  url: null,
  recurrence: null,
  exceptions: [],
});

type Writer = (fields: CalendarEventFields) => Partial<Members>;

/** What a changed field comes to. One without an entry is not the vendor's to keep and never sent. */
export const writers: { readonly [F in keyof CalendarEventFields]?: Writer } = {
  title: ({ title }) => ({ title }),
  description: ({ description }) => ({ notes: description }),
  location: ({ location }) => ({ place: location }),
  start: ({ start }) => ({ begins: writeMoment(start) }),
  end: ({ end }) => ({ ends: writeMoment(end) }),
  transparency: ({ transparency }) => ({ free: transparency === 'free' }),
};
