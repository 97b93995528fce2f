import { type Clock, SystemClock } from '#kernel';
import {
  AuthorizationServer,
  type Grant,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
import { AddressBook } from './address-book.js';
import { Connections } from './list.js';
import { batchGet, createPerson, deletePerson, getPerson, modifyMembers, updatePerson } from './people.js';
import { maskOf } from './person.js';
import { Quota } from './quota.js';
import { invalid, Refusal, refusal } from './refusal.js';
import { Search } from './search.js';

export interface GoogleContactsSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
}

type Work = (book: AddressBook, request: SimulatorRequest, grant: Grant) => SimulatorReply;

const ada: SimulatedPerson = { id: '108000000000000000001', email: 'ada@example.com', name: 'Ada Example' };
const writeScopes = ['https://www.googleapis.com/auth/contacts'];
const readScopes = [...writeScopes, 'https://www.googleapis.com/auth/contacts.readonly'];
const meScopes = [...readScopes, 'openid', 'https://www.googleapis.com/auth/userinfo.email'];

/** The People API and Google's account service on 127.0.0.1, in memory. Every account has an address book of its own. */
export class GoogleContactsSimulator {
  private readonly books = new Map<string, AddressBook>();
  private readonly search = new Search();
  /** Answers to writings that get lost on the way, after Google did what was asked. */
  lostAnswers = 0;

  private constructor(
    readonly server: SimulatorServer,
    readonly accounts: AuthorizationServer,
    readonly connections: Connections,
    readonly quota: Quota,
    private readonly options: { readonly clock: Clock; readonly first: SimulatedPerson },
  ) {}

  static async start(options: GoogleContactsSimulatorOptions = {}): Promise<GoogleContactsSimulator> {
    const clock = options.clock ?? new SystemClock();
    const people = options.people ?? [ada];
    const isApi = (path: string): boolean => path.startsWith('/v1/');
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
    const own = { clock, first: people[0] };
    const simulator = new GoogleContactsSimulator(
      server,
      accounts,
      new Connections(clock),
      new Quota(clock),
      own,
    );
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}/v1`;
  }

  /** The address book of an account; of the first one unless another is named. */
  book(personId = this.options.first.id): AddressBook {
    const book = this.books.get(personId) ?? new AddressBook(this.options.clock);
    this.books.set(personId, book);
    return book;
  }

  /** Makes every sync and page token that was issued unknown. */
  expireCursors(): void {
    this.connections.epoch += 1;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private mount(): void {
    this.read('/people/me', me, meScopes);
    this.read('/people/me/connections', (book, request) => this.connections.list(book, request));
    this.read('/people:batchGet', batchGet);
    this.read('/people:searchContacts', (book, request) => this.search.run(book, request));
    this.read('/people/:person', getPerson);
    this.read('/contactGroups', listGroups);
    this.write('POST', '/people:createContact', createPerson);
    this.write('PATCH', '/people/:person', updatePerson);
    this.write('DELETE', '/people/:person', deletePerson);
    this.write('POST', '/contactGroups', createGroup);
    this.write('POST', '/contactGroups/:group/members:modify', modifyMembers);
  }

  private read(path: string, work: Work, scopes = readScopes): void {
    this.server.router.add('GET', `/v1${path}`, request => this.answer(request, scopes, work));
  }

  private write(method: string, path: string, work: Work): void {
    this.server.router.add(method, `/v1${path}`, request => {
      const reply = this.answer(request, writeScopes, work);
      if (this.lostAnswers === 0 || reply.status !== 200) return reply;
      this.lostAnswers -= 1;
      return refusal(503, 'UNAVAILABLE', 'The service is currently unavailable.');
    });
  }

  /** Any of `scopes` will do. */
  private answer(request: SimulatorRequest, scopes: readonly string[], work: Work): SimulatorReply {
    const grant = this.accounts.grantOf(request);
    if (!grant) return refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    if (!grant.scopes.some(scope => scopes.includes(scope))) {
      const message = 'Request had insufficient authentication scopes.';
      return refusal(403, 'PERMISSION_DENIED', message, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    }
    const exhausted = this.quota.refusalOf(request.method);
    if (exhausted) return exhausted;
    try {
      return work(this.book(grant.person.id), request, grant);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }
}

/** The profile of the account itself, which is no contact. */
const me: Work = (_, { url }, { person, scopes }) => {
  maskOf(url.searchParams.get('personFields'), 'personFields');
  const source = { type: 'PROFILE', id: person.id };
  const hasEmail = scopes.some(scope => scope.endsWith('/userinfo.email'));
  const emails = hasEmail
    ? { emailAddresses: [{ metadata: { primary: true, verified: true, source }, value: person.email }] }
    : {};
  const metadata = { sources: [{ ...source, etag: '#me' }], objectType: 'PERSON' };
  return { status: 200, body: { resourceName: `people/${person.id}`, etag: '%me', metadata, ...emails } };
};

const listGroups: Work = ({ groups }, { url }) => {
  const offset = Number(url.searchParams.get('pageToken') ?? 0);
  const limit = Number(url.searchParams.get('pageSize') ?? 30);
  const all = [...groups.values()];
  const next = offset + limit < all.length ? { nextPageToken: String(offset + limit) } : {};
  const body = { contactGroups: all.slice(offset, offset + limit), totalItems: all.length, ...next };
  return { status: 200, body };
};

const createGroup: Work = (book, request) => {
  const { name } = Object(request.json()['contactGroup']) as { readonly name?: unknown };
  if (typeof name !== 'string' || name.trim() === '') throw invalid('Contact group name is required.');
  return { status: 200, body: book.createGroup(name) };
};
