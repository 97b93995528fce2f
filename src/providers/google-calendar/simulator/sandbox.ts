import { randomBytes } from 'node:crypto';
import { type Clock, notFound } from '#kernel';
import {
  cast,
  consents,
  grantsPart,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxField,
  type SandboxFields,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
  workday,
} from '#provider-sdk/simulator';
import type { GoogleTime } from '../google-calendar.types.js';
import { GoogleCalendarSimulator } from './simulator.js';
import type { EventStore, SimulatedCalendar, StoredEvent } from './store.js';
import { settled } from './write.js';

const fields: readonly SandboxField[] = [
  { name: 'title', label: 'Title', type: 'text', required: true },
  { name: 'start', label: 'Start', type: 'time', required: true },
  { name: 'end', label: 'End', type: 'time', required: true },
  { name: 'location', label: 'Location', type: 'text' },
  { name: 'description', label: 'Description', type: 'long_text' },
];

const [ada, grace, mateo, yuki] = cast;
const person = { id: '108000000000000000001', email: ada.email, name: `${ada.given} ${ada.family}` };
const team = 'team@group.calendar.google.com';
const calendars: readonly SimulatedCalendar[] = [
  { id: ada.email, summary: person.name, timeZone: 'Europe/Berlin', accessRole: 'owner', primary: true },
  { id: team, summary: 'Team', timeZone: 'Europe/Berlin', accessRole: 'writer' },
  { id: 'holidays@group.v.calendar.google.com', summary: 'Holidays', timeZone: 'UTC', accessRole: 'reader' },
];

const shownTime = (time: GoogleTime | undefined): string | null => time?.date ?? time?.dateTime ?? null;

/** A date is the whole day; a moment keeps the zone that the event had. */
const timeFrom = (value: unknown, before: GoogleTime | undefined): GoogleTime => {
  const text = String(value);
  if (!text.includes('T')) return { date: text };
  return { dateTime: text, timeZone: before?.timeZone ?? 'Europe/Berlin' };
};

const shown = (event: StoredEvent): SandboxObject => ({
  id: event.id,
  title: event.summary ?? '(no title)',
  fields: {
    title: event.summary ?? null,
    start: shownTime(event.start),
    end: shownTime(event.end),
    location: event.location ?? null,
    description: event.description ?? null,
  },
});

const changes = (given: SandboxFields, before?: StoredEvent): Readonly<Record<string, unknown>> => ({
  ...('title' in given ? { summary: given['title'] ?? '' } : {}),
  ...('location' in given ? { location: given['location'] ?? '' } : {}),
  ...('description' in given ? { description: given['description'] ?? '' } : {}),
  ...('start' in given ? { start: timeFrom(given['start'], before?.start) } : {}),
  ...('end' in given ? { end: timeFrom(given['end'], before?.end) } : {}),
});

const insert = (store: EventStore, clock: Clock, members: Readonly<Record<string, unknown>>): string => {
  const id = randomBytes(13).toString('hex');
  const self = { email: store.calendar.id, self: true };
  const origin = { kind: 'calendar#event', iCalUID: `${id}@google.com`, created: clock.now().toISOString() };
  store.put(settled(store, { ...origin, creator: self, organizer: self, sequence: 0, ...members, id }));
  return id;
};

const shelfOf = (google: GoogleCalendarSimulator, clock: Clock): SandboxShelf => {
  const event = (containerId: string, id: string): StoredEvent => {
    const found = google.calendar(containerId).get(id);
    if (!found || found.status === 'cancelled') throw notFound('event');
    return found;
  };
  return {
    containers: () =>
      google.all().map(({ calendar: { id, summary, accessRole } }) => ({
        ...{ id, name: summary, kind: 'event', accountId: person.id, fields },
        writable: accessRole === 'owner' || accessRole === 'writer',
      })),
    objects: id =>
      google
        .calendar(id)
        .all()
        .filter(({ status }) => status !== 'cancelled')
        .map(shown),
    create: (id, given) => insert(google.calendar(id), clock, changes(given)),
    edit(containerId, id, given) {
      const store = google.calendar(containerId);
      const before = event(containerId, id);
      const sequence = (before.sequence ?? 0) + 1;
      store.put(settled(store, { ...before, ...changes(given, before), sequence, id }));
    },
    remove: (containerId, id) => google.cancel(containerId, event(containerId, id)),
  };
};

const attendees = [grace, mateo, yuki].map(({ email, given, family }) => ({
  ...{ email, displayName: `${given} ${family}`, responseStatus: 'accepted' },
}));

const seed = (google: GoogleCalendarSimulator, clock: Clock): void => {
  const at = (days: number, from: string, to: string) => {
    const day = workday(clock, days);
    const time = (hour: string) => ({ dateTime: `${day}T${hour}:00`, timeZone: 'Europe/Berlin' });
    return { start: time(from), end: time(to) };
  };
  const add = (calendar: string, members: object) =>
    insert(google.calendar(calendar), clock, members as Readonly<Record<string, unknown>>);
  add(team, {
    ...{ summary: 'Stand-up', ...at(1, '09:30', '09:45'), attendees },
    recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  });
  add(team, {
    summary: 'Sprint review',
    ...at(4, '15:00', '16:00'),
    location: 'Room Lovelace',
    attendees,
  });
  add(team, {
    summary: 'Launch rehearsal',
    ...at(7, '11:00', '12:30'),
    description: 'Run the checklist twice.',
  });
  add(team, { summary: 'Team lunch', ...at(9, '12:30', '13:30'), location: 'Canteen' });
  add(ada.email, { summary: 'One-to-one with Grace', ...at(2, '14:00', '14:30') });
  add(ada.email, { summary: 'Dentist', ...at(5, '08:00', '09:00'), visibility: 'private' });
  const off = workday(clock, 14);
  const next = new Date(Date.parse(off) + 86_400_000).toISOString().slice(0, 10);
  add('holidays@group.v.calendar.google.com', {
    ...{ summary: 'Company day', start: { date: off }, end: { date: next } },
  });
};

const remembered = (google: GoogleCalendarSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(google.accounts),
  channels: part(google.channels, 'open'),
  ...Object.fromEntries(
    google.all().map(store => [`calendar ${store.calendar.id}`, part(store, 'rows', 'last', 'epoch')]),
  ),
});

export const googleCalendarSandbox: SandboxMaker = {
  provider: 'google-calendar',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const google = await GoogleCalendarSimulator.start({ port, clock, clients, people: [person], calendars });
    Object.assign(google.accounts.behaviour, { clientName, reasons });
    const { url } = google.server;
    return {
      server: google.server,
      urls: {
        ...{ authorize: `${url}/o/oauth2/v2/auth`, token: `${url}/token`, revoke: `${url}/revoke` },
        api: google.apiUrl,
      },
      shelf: shelfOf(google, clock),
      memory: new Memory(() => remembered(google)),
      postbox: google.channels.postbox,
      ...consents(google.accounts),
      announce: id => google.channels.notify(id),
      expireCursors: () => google.expireCursors(),
      seed: () => seed(google, clock),
      stop: () => google.server.stop(),
    };
  },
};
