import { type Clock, SystemClock } from '#kernel';
import {
  AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorHandler,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
import { Channels } from './channels.js';
import { EventHandlers } from './events.js';
import { listEvents, listInstances } from './list.js';
import { Refusal, refusal, refuse } from './refusal.js';
import { EventStore, type SimulatedCalendar, type StoredEvent } from './store.js';

export interface GoogleCalendarSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
  readonly calendars?: readonly SimulatedCalendar[];
}

const everyScope = 'https://www.googleapis.com/auth/calendar';
const listScopes = [`${everyScope}.calendarlist.readonly`, `${everyScope}.readonly`, everyScope];
const eventScopes = [`${everyScope}.events`, everyScope];
const readScopes = [...eventScopes, `${everyScope}.events.readonly`, `${everyScope}.readonly`];
const ada: SimulatedPerson = { id: '108000000000000000001', email: 'ada@example.com', name: 'Ada Example' };

const defaultCalendars = (owner: SimulatedPerson): SimulatedCalendar[] => [
  { id: owner.email, summary: owner.name, timeZone: 'Europe/Berlin', accessRole: 'owner', primary: true },
  { id: 'team@group.calendar.google.com', summary: 'Team', timeZone: 'UTC', accessRole: 'writer' },
  { id: 'holidays@group.v.calendar.google.com', summary: 'Holidays', timeZone: 'UTC', accessRole: 'reader' },
];

/** Google Calendar and Google's account service on 127.0.0.1, in memory. */
export class GoogleCalendarSimulator {
  private readonly stores = new Map<string, EventStore>();
  readonly events: EventHandlers;

  private constructor(
    readonly server: SimulatorServer,
    readonly accounts: AuthorizationServer,
    readonly channels: Channels,
    private readonly clock: Clock,
  ) {
    this.events = new EventHandlers(clock);
  }

  static async start(options: GoogleCalendarSimulatorOptions = {}): Promise<GoogleCalendarSimulator> {
    const clock = options.clock ?? new SystemClock();
    const people = options.people ?? [ada];
    const isApi = (path: string): boolean => path.startsWith('/calendar/') || path === '/oauth2/v2/userinfo';
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const accounts = new AuthorizationServer({
      title: 'Sign in with Google (simulated)',
      clock,
      people,
      ...(options.clients ? { clients: options.clients } : {}),
      paths: { authorize: '/o/oauth2/v2/auth', token: '/token', revoke: '/revoke' },
      isOffline: query => query.get('access_type') === 'offline',
    });
    accounts.mount(server);
    const simulator = new GoogleCalendarSimulator(
      server,
      accounts,
      new Channels(clock, () => server.url),
      clock,
    );
    for (const calendar of options.calendars ?? defaultCalendars(people[0])) simulator.addCalendar(calendar);
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}/calendar/v3`;
  }

  addCalendar(calendar: SimulatedCalendar): EventStore {
    const store = new EventStore(calendar, this.clock, () => this.channels.notify(calendar.id));
    this.stores.set(calendar.id, store);
    return store;
  }

  calendar(id: string): EventStore {
    const store = this.find(id);
    if (!store) throw refuse(404, 'notFound', 'Not Found');
    return store;
  }

  /** Every calendar with its events. */
  all(): readonly EventStore[] {
    return [...this.stores.values()];
  }

  /** Makes every sync and page token that was issued unknown. */
  expireCursors(): void {
    for (const store of this.stores.values()) store.epoch += 1;
  }

  /** What another person does to an event, with the same rules as over the network. */
  cancel(calendarId: string, event: StoredEvent): void {
    this.events.cancel(this.calendar(calendarId), event);
  }

  async stop(): Promise<void> {
    await this.channels.settled();
    await this.server.stop();
  }

  private find(id: string): EventStore | undefined {
    if (id !== 'primary') return this.stores.get(id);
    return [...this.stores.values()].find(store => store.calendar.primary);
  }

  private mount(): void {
    const events = '/calendar/v3/calendars/:calendarId/events';
    const one = `${events}/:eventId`;
    const { events: handlers } = this;
    this.route('GET', '/oauth2/v2/userinfo', ['openid'], request => this.userInfo(request));
    this.route('GET', '/calendar/v3/users/me/calendarList', listScopes, request =>
      this.calendarList(request),
    );
    this.onCalendar('GET', events, readScopes, (store, { url }) => listEvents(store, url.searchParams));
    this.onCalendar('POST', events, eventScopes, (store, request) => handlers.insert(store, request));
    this.onCalendar('POST', `${events}/import`, eventScopes, (store, request) =>
      handlers.import(store, request),
    );
    this.onCalendar('POST', `${events}/watch`, readScopes, (store, request) =>
      this.channels.watch(store.calendar.id, request),
    );
    this.onCalendar('GET', one, readScopes, (store, request) => handlers.get(store, request));
    this.onCalendar('PATCH', one, eventScopes, (store, request) => handlers.patch(store, request));
    this.onCalendar('PUT', one, eventScopes, (store, request) => handlers.replace(store, request));
    this.onCalendar('DELETE', one, eventScopes, (store, request) => handlers.remove(store, request));
    this.onCalendar('GET', `${one}/instances`, readScopes, (store, { params, url }) =>
      listInstances(store, params['eventId'] ?? '', url.searchParams),
    );
    this.route('POST', '/calendar/v3/channels/stop', readScopes, request => this.channels.stop(request));
  }

  private onCalendar(
    method: string,
    path: string,
    scopes: readonly string[],
    work: (store: EventStore, request: SimulatorRequest) => SimulatorReply,
  ): void {
    this.route(method, path, scopes, request =>
      work(this.calendar(request.params['calendarId'] ?? ''), request),
    );
  }

  /** Any of `scopes` will do. */
  private route(method: string, path: string, scopes: readonly string[], handler: SimulatorHandler): void {
    this.server.router.add(method, path, async request => {
      const grant = this.accounts.grantOf(request);
      if (!grant) return refusal(401, 'authError', 'Invalid Credentials');
      const allowed = grant.scopes.some(scope => scopes.includes(scope));
      if (!allowed) return refusal(403, 'insufficientPermissions', 'Insufficient Permission');
      try {
        return await handler(request);
      } catch (error) {
        if (error instanceof Refusal) return error.reply;
        throw error;
      }
    });
  }

  private userInfo(request: SimulatorRequest): SimulatorReply {
    const grant = this.accounts.grantOf(request);
    const email = grant?.scopes.some(scope => scope === 'email' || scope.endsWith('/userinfo.email'))
      ? { email: grant.person.email, verified_email: true }
      : {};
    return { status: 200, body: { id: grant?.person.id, ...email } };
  }

  private calendarList({ url }: SimulatorRequest): SimulatorReply {
    const offset = Number(url.searchParams.get('pageToken') ?? 0);
    const limit = Number(url.searchParams.get('maxResults') ?? 100);
    const hidesBusy = url.searchParams.has('minAccessRole');
    const entries = [...this.stores.values()]
      .map(({ calendar }) => ({ kind: 'calendar#calendarListEntry', ...calendar }))
      .filter(entry => !hidesBusy || entry.accessRole !== 'freeBusyReader');
    const items = entries.slice(offset, offset + limit);
    const next = offset + limit < entries.length ? { nextPageToken: String(offset + limit) } : {};
    return { status: 200, body: { kind: 'calendar#calendarList', items, ...next } };
  }
}
