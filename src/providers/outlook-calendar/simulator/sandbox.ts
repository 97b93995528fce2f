import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
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
import type { GraphTime } from '../graph.types.js';
import { zoneFrom } from '../mapping/zones.js';
import { instantOf } from './occurrences.js';
import { OutlookCalendarSimulator } from './simulator.js';
import type { EventStore, SimulatedCalendar, StoredEvent } from './store.js';
import { type Body, settled } from './write.js';

const fields: readonly SandboxField[] = [
  { name: 'title', label: 'Title', type: 'text', required: true },
  { name: 'start', label: 'Start', type: 'time', required: true },
  { name: 'end', label: 'End', type: 'time', required: true },
  { name: 'location', label: 'Location', type: 'text' },
];

const [ada, grace, mateo] = cast;
const person = {
  id: '48d31887-5fad-4d73-a9f5-3c356e68a038',
  email: ada.email,
  name: `${ada.given} ${ada.family}`,
};
const main = 'AAMkCalendar=';
const team = 'AAMkTeam=';
const calendars: readonly SimulatedCalendar[] = [
  { id: main, name: 'Calendar', canEdit: true, isDefaultCalendar: true, hexColor: '#0078d4' },
  { id: team, name: 'Team', canEdit: true },
];
const home = 'W. Europe Standard Time';

const shownTime = (time: unknown, isAllDay: unknown): string => {
  const graph = time as GraphTime;
  return isAllDay === true ? graph.dateTime.slice(0, 10) : instantOf(graph).toString();
};

const shown = (event: StoredEvent): SandboxObject => {
  const { id, subject, start, end, isAllDay, location } = event;
  return {
    id,
    title: subject || '(no title)',
    fields: {
      title: subject ?? null,
      start: shownTime(start, isAllDay),
      end: shownTime(end, isAllDay),
      location: (location as { readonly displayName?: string } | undefined)?.displayName || null,
    },
  };
};

const timeFrom = (value: unknown, before: unknown): GraphTime => {
  const text = String(value);
  const timeZone = (before as GraphTime | undefined)?.timeZone ?? home;
  if (!text.includes('T')) return { dateTime: `${text}T00:00:00`, timeZone };
  const zoned = Temporal.Instant.from(text).toZonedDateTimeISO(zoneFrom(timeZone).zone);
  return { dateTime: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }), timeZone };
};

const changes = (given: SandboxFields, before?: StoredEvent): Body => ({
  ...('title' in given ? { subject: given['title'] ?? '' } : {}),
  ...('location' in given ? { location: { displayName: given['location'] ?? '' } } : {}),
  ...('start' in given
    ? { start: timeFrom(given['start'], before?.start), isAllDay: !String(given['start']).includes('T') }
    : {}),
  ...('end' in given ? { end: timeFrom(given['end'], before?.end) } : {}),
});

const insert = (store: EventStore, members: Body): string => {
  const id = `AAMkAG${randomBytes(24).toString('base64url').replaceAll('-', '_')}=`;
  const event = settled(members, undefined);
  store.put({
    ...event,
    ...{ id, iCalUId: randomBytes(28).toString('hex').toUpperCase() },
    type: event['recurrence'] ? 'seriesMaster' : 'singleInstance',
    organizer: { emailAddress: { address: store.owner.email, name: store.owner.name } },
    isOrganizer: true,
    responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
  });
  return id;
};

const shelfOf = (outlook: OutlookCalendarSimulator): SandboxShelf => {
  const eventOf = (store: EventStore, id: string): StoredEvent => {
    const event = store.get(id);
    if (!event) throw notFound('event');
    return event;
  };
  return {
    containers: () =>
      outlook.all().map(({ calendar: { id, name, canEdit } }) => ({
        ...{ id, name, kind: 'event', accountId: person.id, writable: canEdit, fields },
      })),
    objects: id => outlook.calendar(id).all().map(shown),
    create: (id, given) => insert(outlook.calendar(id), changes(given)),
    edit(containerId, id, given) {
      const store = outlook.calendar(containerId);
      const before = eventOf(store, id);
      store.put({ ...settled(changes(given, before), before), id, type: before.type ?? 'singleInstance' });
    },
    remove(containerId, id) {
      const store = outlook.calendar(containerId);
      store.drop(eventOf(store, id).id);
    },
  };
};

const attendees = [grace, mateo].map(({ email, given, family }) => ({
  type: 'required',
  emailAddress: { address: email, name: `${given} ${family}` },
}));

const seed = (outlook: OutlookCalendarSimulator, clock: Clock): void => {
  const at = (days: number, from: string, to: string) => {
    const day = workday(clock, days);
    const time = (hour: string): GraphTime => ({ dateTime: `${day}T${hour}:00`, timeZone: home });
    return { start: time(from), end: time(to) };
  };
  const add = (calendar: string, members: Body): string => insert(outlook.calendar(calendar), members);
  add(main, { subject: 'Quarterly planning', ...at(2, '10:00', '11:30'), attendees });
  add(main, {
    subject: 'Call with Northwind',
    ...at(3, '16:00', '16:30'),
    location: { displayName: 'Phone' },
  });
  add(main, { subject: 'Train to Berlin', ...at(6, '07:45', '11:10') });
  add(team, { subject: 'Design critique', ...at(3, '13:00', '14:00'), attendees });
  add(team, { subject: 'Release 2.4', ...at(8, '09:00', '10:00') });
};

const remembered = (outlook: OutlookCalendarSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(outlook.accounts),
  feed: part(outlook, 'epoch'),
  subscriptions: part(outlook.subscriptions, 'open'),
  writes: part(outlook.events, 'transactions'),
  ...Object.fromEntries(
    outlook
      .all()
      .map(store => [`calendar ${store.calendar.id}`, part(store, 'events', 'series', 'changes', 'last')]),
  ),
});

export const outlookCalendarSandbox: SandboxMaker = {
  provider: 'outlook-calendar',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const people = [person] as const;
    const outlook = await OutlookCalendarSimulator.start({ port, clock, clients, people, calendars });
    Object.assign(outlook.accounts.behaviour, { clientName, reasons });
    const oauth = `${outlook.server.url}/common/oauth2/v2.0`;
    const { subscriptions } = outlook;
    return {
      server: outlook.server,
      urls: { authorize: `${oauth}/authorize`, token: `${oauth}/token`, api: outlook.apiUrl },
      shelf: shelfOf(outlook),
      memory: new Memory(() => remembered(outlook)),
      postbox: subscriptions.postbox,
      ...consents(outlook.accounts),
      announce(id) {
        const [event] = outlook.calendar(id).all();
        if (event) subscriptions.notify(id, 'updated', event);
      },
      expireCursors: () => outlook.expireCursors(),
      seed: () => seed(outlook, clock),
      stop: () => outlook.server.stop(),
    };
  },
};
