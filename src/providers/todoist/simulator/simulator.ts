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
import { type Args, handlers } from './commands.js';
import { Deliveries, type SimulatedApp } from './deliveries.js';
import { RateLimit } from './rate-limit.js';
import { Refusal, refusal } from './refusal.js';
import { reads } from './routes.js';
import { Store } from './store.js';
import { SyncEndpoint } from './sync.js';

export interface TodoistSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly person?: SimulatedPerson;
  readonly clients?: readonly SimulatedClient[];
  /** Where the app's webhook is, for those who want deliveries. */
  readonly app?: SimulatedApp;
}

const ada: SimulatedPerson = { id: '2671355', email: 'ada@example.com', name: 'Ada Example' };
const api = '/api/v1';
const inner = '/-/revoke';

/** Todoist's API v1, its sign-in and its webhook on 127.0.0.1, in memory: one account. */
export class TodoistSimulator {
  readonly store: Store;
  readonly sync: SyncEndpoint;
  readonly deliveries: Deliveries;
  readonly rate: RateLimit;
  readonly accounts: AuthorizationServer;

  private constructor(
    readonly server: SimulatorServer,
    readonly person: SimulatedPerson,
    { clock = new SystemClock(), clients, app }: TodoistSimulatorOptions,
  ) {
    const { id, name, email } = person;
    this.deliveries = new Deliveries(app, clock, id);
    const user = { id, full_name: name, email, tz_info: { timezone: 'Europe/Berlin' } };
    this.store = new Store(clock, user, event => this.deliveries.post(event));
    this.sync = new SyncEndpoint(this.store);
    this.rate = new RateLimit(clock);
    this.accounts = new AuthorizationServer({
      title: 'Sign in to Todoist (simulated)',
      clock,
      people: [person],
      ...(clients ? { clients } : {}),
      paths: { authorize: '/oauth/authorize', token: '/oauth/access_token', revoke: inner },
      scopeSeparator: ',',
    });
    this.accounts.behaviour.rotateRefresh = true;
    this.store.addProject('Inbox', { inbox_project: true });
  }

  static async start(options: TodoistSimulatorOptions = {}): Promise<TodoistSimulator> {
    const isApi = (path: string): boolean => path.startsWith(`${api}/`) && path !== `${api}/revoke`;
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const simulator = new TodoistSimulator(server, options.person ?? ada, options);
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}${api}`;
  }

  /** What another of the account's apps does; answers the id of what it made. */
  act(type: string, args: Args): string {
    return handlers[type]?.(this.store, args, this.person.id) ?? '';
  }

  async stop(): Promise<void> {
    this.deliveries.retryDelaysMs = [];
    await this.server.stop();
  }

  private mount(): void {
    this.accounts.mount(this.server);
    this.server.router.add('POST', `${api}/revoke`, request => this.revoke(request));
    this.route('POST', '/sync', (request, grant) => this.sync.answer(request, grant));
    for (const [path, read] of reads) this.route('GET', path, request => read(this.store, request));
  }

  /** RFC 7009, but with a JSON body and only with the client's Basic credentials. */
  private revoke(request: SimulatorRequest): SimulatorReply | Promise<SimulatorReply> {
    const handler = this.server.router.match('POST', inner)?.handler;
    const { token } = request.json();
    if (!handler || !request.headers['authorization']?.startsWith('Basic '))
      return { status: 401, body: { error: 'invalid_client' } };
    return handler({ ...request, form: () => new URLSearchParams({ token: String(token) }) });
  }

  private route(
    method: string,
    path: string,
    handler: (request: SimulatorRequest, grant: Grant) => SimulatorReply,
  ): void {
    this.server.router.add(method, `${api}${path}`, request => {
      const grant = this.accounts.grantOf(request);
      if (!grant) return refusal(401, 'Unauthorized', 'UNAUTHORIZED');
      const limited = this.rate.take();
      if (limited) return limited;
      try {
        return handler(request, grant);
      } catch (error) {
        if (error instanceof Refusal) return { status: error.body.http_code ?? 400, body: error.body };
        throw error;
      }
    });
  }
}
