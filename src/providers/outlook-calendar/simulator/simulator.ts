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
import { EventHandlers } from './events.js';
import { Refusal, refusal, refuse } from './refusal.js';
import { scheduleOf } from './schedule.js';
import { shown } from './show.js';
import { EventStore, type SimulatedCalendar } from './store.js';
import { Subscriptions } from './subscriptions.js';
import { deltaOf } from './view.js';

export interface OutlookCalendarSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
  readonly calendars?: readonly SimulatedCalendar[];
  readonly zone?: string;
}

const read = ['Calendars.Read', 'Calendars.ReadWrite'];
const write = ['Calendars.ReadWrite'];
const oauth = '/common/oauth2/v2.0';
const api = '/v1.0';
const ada: SimulatedPerson = {
  id: '48d31887-5fad-4d73-a9f5-3c356e68a038',
  email: 'ada@contoso.example',
  name: 'Ada Example',
};
const defaultCalendars: readonly SimulatedCalendar[] = [
  { id: 'AAMkCalendar=', name: 'Calendar', canEdit: true, isDefaultCalendar: true, hexColor: '#0078d4' },
  { id: 'AAMkTeam=', name: 'Team', canEdit: true },
  { id: 'AAMkHolidays=', name: 'Holidays', canEdit: false },
];

const isOffline = (query: URLSearchParams): boolean =>
  (query.get('scope') ?? '').split(' ').includes('offline_access');

/** Outlook Calendar by Microsoft Graph, and Microsoft's identity platform, on 127.0.0.1, in memory. */
export class OutlookCalendarSimulator {
  private readonly stores = new Map<string, EventStore>();
  readonly events = new EventHandlers();
  readonly subscriptions: Subscriptions;
  /** Requests without `Prefer: IdType="ImmutableId"`: their ids would change when an event is moved. */
  mutable = 0;
  private epoch = 1;

  private constructor(
    readonly server: SimulatorServer,
    readonly accounts: AuthorizationServer,
    private readonly options: OutlookCalendarSimulatorOptions & { readonly clock: Clock },
  ) {
    this.subscriptions = new Subscriptions(options.clock);
    const owner = options.people?.[0] ?? ada;
    for (const calendar of options.calendars ?? defaultCalendars) this.addCalendar(calendar, owner);
    this.mount();
  }

  static async start(options: OutlookCalendarSimulatorOptions = {}): Promise<OutlookCalendarSimulator> {
    const clock = options.clock ?? new SystemClock();
    const isApi = (path: string): boolean => path.startsWith(`${api}/`);
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const accounts = new AuthorizationServer({
      title: 'Sign in to your Microsoft account (simulated)',
      clock,
      people: options.people ?? [ada],
      ...(options.clients ? { clients: options.clients } : {}),
      paths: { authorize: `${oauth}/authorize`, token: `${oauth}/token`, revoke: `${oauth}/no-revocation` },
      isOffline,
      // What the access token is for, and nothing else.
      extras: ({ scopes }) => ({
        scope: scopes
          .filter(scope => scope !== 'offline_access')
          .map(scope => `https://graph.microsoft.com/${scope}`)
          .join(' '),
      }),
    });
    accounts.behaviour.rotateRefresh = true;
    accounts.mount(server);
    return new OutlookCalendarSimulator(server, accounts, { ...options, clock });
  }

  get apiUrl(): string {
    return `${this.server.url}${api}`;
  }

  calendar(id: string): EventStore {
    const store = this.stores.get(id);
    if (!store) throw refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    return store;
  }

  /** Every calendar with its events. */
  all(): readonly EventStore[] {
    return [...this.stores.values()];
  }

  /** Makes every delta link that was issued unknown. */
  expireCursors(): void {
    this.epoch += 1;
  }

  async stop(): Promise<void> {
    await this.subscriptions.settled();
    await this.server.stop();
  }

  private addCalendar(calendar: SimulatedCalendar, owner: SimulatedPerson): void {
    const { clock } = this.options;
    const notify: ConstructorParameters<typeof EventStore>[3] = (change, event) =>
      this.subscriptions.notify(calendar.id, change, event);
    this.stores.set(calendar.id, new EventStore(calendar, owner, clock, notify));
  }

  private mount(): void {
    const { events: handlers, subscriptions } = this;
    this.route('GET', '/me', ['User.Read'], request => this.me(request));
    this.route('GET', '/me/mailboxSettings/timeZone', ['MailboxSettings.Read'], () => ({
      status: 200,
      body: { value: this.options.zone ?? 'W. Europe Standard Time' },
    }));
    this.route('GET', '/me/calendars', read, request => this.paged(request, this.calendars()));
    this.route('POST', '/me/calendar/getSchedule', read, request =>
      scheduleOf([...this.stores.values()], request),
    );
    for (const base of ['/events', '/events/:eventId']) this.onCalendar(base);
    const replies = { accept: 'accepted', decline: 'declined', tentativelyAccept: 'tentativelyAccepted' };
    for (const [verb, response] of Object.entries(replies))
      this.route('POST', `/me/events/:eventId/${verb}`, write, request =>
        handlers.respond(this.holding(request.params['eventId'] ?? ''), request, response),
      );
    this.route('POST', '/subscriptions', read, request => subscriptions.create(request));
    this.route('GET', '/subscriptions', read, () => subscriptions.list());
    this.route('PATCH', '/subscriptions/:id', read, request => subscriptions.renew(request));
    this.route('DELETE', '/subscriptions/:id', read, request => subscriptions.remove(request));
  }

  private onCalendar(rest: string): void {
    const path = `/me/calendars/:calendarId${rest}`;
    const { events: handlers } = this;
    const on = (
      method: string,
      work: (store: EventStore, request: SimulatorRequest) => SimulatorReply,
      to = path,
    ) =>
      this.route(method, to, method === 'GET' ? read : write, request =>
        work(this.calendar(request.params['calendarId'] ?? ''), request),
      );
    if (rest === '/events') {
      on('GET', (store, request) => this.list(store, request));
      on('POST', (store, request) => handlers.create(store, request));
      on(
        'GET',
        (store, request) => this.delta(store, request),
        '/me/calendars/:calendarId/calendarView/delta',
      );
      return;
    }
    on('GET', (store, request) => handlers.get(store, request));
    on('PATCH', (store, request) => handlers.patch(store, request));
    on('DELETE', (store, request) => handlers.remove(store, request));
    on('GET', (store, request) => handlers.instances(store, request), `${path}/instances`);
  }

  /** Any of `scopes` will do. */
  private route(method: string, path: string, scopes: readonly string[], handler: SimulatorHandler): void {
    this.server.router.add(method, `${api}${path}`, async request => {
      const grant = this.accounts.grantOf(request);
      if (!grant)
        return refusal(401, 'InvalidAuthenticationToken', 'Access token has expired or is not valid.');
      if (!grant.scopes.some(scope => scopes.includes(scope)))
        return refusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
      if (!request.headers['prefer']?.includes('IdType="ImmutableId"')) this.mutable += 1;
      try {
        return await handler(request);
      } catch (error) {
        if (error instanceof Refusal) return error.reply;
        throw error;
      }
    });
  }

  private me(request: SimulatorRequest): SimulatorReply {
    const person = this.accounts.grantOf(request)?.person;
    const { id, email, name } = person ?? ada;
    return { status: 200, body: { id, displayName: name, mail: email, userPrincipalName: email } };
  }

  private calendars(): object[] {
    return [...this.stores.values()].map(({ calendar }) => calendar);
  }

  private list(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const filter = request.url.searchParams.get('$filter');
    const value = /ep\/value eq '([^']*)'/.exec(filter ?? '')?.[1];
    const rows = store
      .all()
      .filter(
        event => filter === null || event.singleValueExtendedProperties?.some(each => each.value === value),
      );
    return this.paged(
      request,
      rows.map(row => shown(row, request)),
    );
  }

  private delta(store: EventStore, request: SimulatorRequest): SimulatorReply {
    const show = (event: Parameters<typeof shown>[0]): object => shown(event, request);
    const { url } = this.server;
    return deltaOf({ store, epoch: this.epoch, url, pageSize: pageSizeOf(request), show }, request);
  }

  private paged({ url }: SimulatorRequest, rows: readonly object[]): SimulatorReply {
    const offset = Number(url.searchParams.get('$skip') ?? 0);
    const limit = Number(url.searchParams.get('$top') ?? 10);
    const next = new URL(`${this.server.url}${url.pathname}${url.search}`);
    next.searchParams.set('$skip', String(offset + limit));
    const link = offset + limit < rows.length ? { '@odata.nextLink': next.toString() } : {};
    return { status: 200, body: { value: rows.slice(offset, offset + limit), ...link } };
  }

  private holding(eventId: string): EventStore {
    const store = [...this.stores.values()].find(each => each.get(eventId) !== undefined);
    if (!store) throw refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    return store;
  }
}

const pageSizeOf = ({ headers }: SimulatorRequest): number =>
  Number(/odata\.maxpagesize=(\d+)/.exec(headers['prefer'] ?? '')?.[1] ?? 10);
